// How does a GTK signal reach a C++ object without an exception crossing GTK's frames?
#pragma once

#include "inlay/guarded.h"

#include <glib-object.h>

namespace inlay::gimp::ui {

template <auto method>
struct Slot;

template <class T, void (T::*method)()>
struct Slot<method> {
    // Connected "swapped", so that the object comes first and the signal's own arguments, which nobody needs, come
    // after it.
    static void call(gpointer self) {
        guarded([&] { (static_cast<T*>(self)->*method)(); },
                [](Error const& error) { g_warning("Inlay: %s", error.message.c_str()); });
    }
    // For g_timeout_add: goes on until removed.
    static gboolean tick(gpointer self) {
        call(self);
        return G_SOURCE_CONTINUE;
    }
    // The same for one time only.
    static gboolean once(gpointer self) {
        call(self);
        return G_SOURCE_REMOVE;
    }
};

template <auto method, class T>
void connect(gpointer instance, char const* signal, T* self) {
    g_signal_connect_swapped(instance, signal, G_CALLBACK(Slot<method>::call), self);
}

} // namespace inlay::gimp::ui
