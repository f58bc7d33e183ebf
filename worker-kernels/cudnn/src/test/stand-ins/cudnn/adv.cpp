// Nothing of this part is called; the bindings of cuDNN just need the library to be there.
#include "core/controls.h"

EXPORTED int cudnnAdvVersionCheck() { return 0; }
