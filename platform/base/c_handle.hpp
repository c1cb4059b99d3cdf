// Ownership of what C libraries hand out.
#pragma once
#include <memory>

namespace provbank {

template <auto Free>
struct CDelete {
  template <class T>
  void operator()(T* pointer) const noexcept {
    Free(pointer);
  }
};

/// `using XmlDoc = CHandle<xmlDoc, &xmlFreeDoc>;`
template <class T, auto Free>
using CHandle = std::unique_ptr<T, CDelete<Free>>;

}  // namespace provbank
