# What the scripts share: where things are, Java, the build, Spark. Sourced by a script that has set $program, its own
# name for messages. The folder above this one is deploy/ of the repository, or an unpacked package.
# shellcheck shell=bash

fail() { # exit code, message
  printf '%s: error: %s\n' "$program" "$2" >&2
  exit "$1"
}

say() { printf '%s: %s\n' "$program" "$1" >&2; }

base=$(CDPATH='' cd -P -- "$(dirname "${BASH_SOURCE[0]}")/.." > /dev/null && pwd)
conf=$base/conf
if [ -f "$base/packaged.txt" ]; then # an unpacked package: nothing to build, and Spark is the machine's own
  packaged=yes
  home=$base
  spark_jars=${SPARK_HOME:-}/jars
else
  packaged=no
  root=$(dirname "$base")
  home=$base/target/spark-convnet
  spark_jars=$home/spark/jars
fi
stamp=$home/packaged.txt
no_build=no

# --- Java ----------------------------------------------------------------------------------------

find_java() { # sets java_home and java_version
  local java=${JAVA_HOME:+$JAVA_HOME/bin/java}
  [ -n "$java" ] || java=$(command -v java || true)
  [ -n "$java" ] || fail 1 "no Java found; install a JDK 17 and put it on the PATH or set JAVA_HOME"
  [ -x "$java" ] || fail 1 "JAVA_HOME is $JAVA_HOME, which has no bin/java; set it to a JDK 17"
  java=$(readlink -f "$java")
  java_home=$(dirname "$(dirname "$java")")
  java_version=$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$java_home/release" 2> /dev/null || true)
  if [ -z "$java_version" ]; then
    java_version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
  fi
  local major=${java_version%%[!0-9]*}
  [ "${major:-0}" -ge 17 ] && [ "$major" -le 22 ] \
    || fail 1 "Java 17 is needed (18 to 22 run too); $java_home is Java $java_version; set JAVA_HOME to a JDK 17"
}

# --- the build -----------------------------------------------------------------------------------

why_build() { # prints why the package must be built, or nothing
  if [ "$packaged" = yes ]; then
    return
  elif [ ! -f "$stamp" ]; then
    echo "first run"
  elif [ -n "$(find "$root/pom.xml" "$base"/pom.xml "$root"/driver "$root"/jobs "$root"/worker-kernels \
    \( -name target -o -path '*/src/test' \) -prune -o -type f -newer "$stamp" -print -quit)" ]; then
    echo "sources are newer than the package"
  fi
}

build() { # why
  [ -x "$java_home/bin/javac" ] || fail 1 "the build needs a JDK 17; $java_home has no compiler (bin/javac)"
  command -v mvn > /dev/null || fail 1 "the build needs Maven 3.8 or newer; no mvn on the PATH"
  export JAVA_HOME=$java_home
  local maven
  maven=$(mvn -B -version 2> /dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p')
  case $maven in
    [012].* | 3.[0-7] | 3.[0-7].*) fail 1 "the build needs Maven 3.8 or newer; $(command -v mvn) is $maven" ;;
  esac
  mkdir -p "$base/target"
  local log=$base/target/build.log
  say "building with Maven ($1); the very first time downloads Spark, which takes some minutes"
  rm -f "$stamp"
  if ! (cd "$root" && mvn -B -ntp -DskipTests -Dfmt.skip package < /dev/null 2>&1) | tee "$log" \
    | sed -un 's|^\[INFO\] Building \([^:]*[^: ]\)[: ].*\[\([0-9/]*\)\]$|  [\2] \1|p' >&2; then
    grep '^\[ERROR\]' "$log" | grep -vE 'Help 1|switch|articles|After correcting|mvn <args>|^\[ERROR\] *$' \
      | sort -u | head -n 12 >&2 || tail -n 20 "$log" >&2
    fail 1 "the build failed; all of its output is in $log"
  fi
}

ensure_built() {
  local why
  why=$(why_build)
  [ -n "$why" ] || return 0
  if [ "$no_build" = yes ]; then
    [ -f "$stamp" ] || fail 1 "nothing is built yet; run without --no-build"
    return 0
  fi
  if command -v flock > /dev/null; then
    mkdir -p "$base/target"
    exec 9> "$base/target/build.lock"
    flock 9
    why=$(why_build)
  fi
  [ -z "$why" ] || build "$why"
  exec 9>&-
}

# --- Spark ---------------------------------------------------------------------------------------

# What Spark 3.5 opens for itself on Java 17 (org.apache.spark.launcher.JavaModuleOptions).
module_options() {
  local package
  printf '%s\n' -XX:+IgnoreUnrecognizedVMOptions -Djdk.reflect.useDirectMethodHandle=false
  for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util \
    java.util.concurrent java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs \
    sun.security.action sun.util.calendar; do
    printf '%s\n' "--add-opens=java.base/$package=ALL-UNNAMED"
  done
  printf '%s\n' --add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED
}

check_spark_home() { # sets spark_submit where SPARK_HOME has a Spark that fits
  spark_submit=
  local mend='correct it, or unset it to use the packaged Spark'
  if [ "$packaged" = yes ]; then
    mend='set it to a Spark 3.5 installation for Scala 2.12'
    [ -n "${SPARK_HOME:-}" ] || fail 1 "this package brings no Spark, and SPARK_HOME is not set; $mend"
  fi
  [ -n "${SPARK_HOME:-}" ] || return 0
  [ -x "$SPARK_HOME/bin/spark-submit" ] || fail 1 "SPARK_HOME is $SPARK_HOME, which has no bin/spark-submit; $mend"
  compgen -G "$SPARK_HOME/jars/spark-core_2.12-3.5.*.jar" > /dev/null \
    || fail 1 "SPARK_HOME is $SPARK_HOME, which is not Spark 3.5 for Scala 2.12; $mend"
  spark_submit=$SPARK_HOME/bin/spark-submit
}
