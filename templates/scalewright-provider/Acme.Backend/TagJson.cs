using System.Text.Json.Serialization;
using Scalewright.Providers;

namespace AcmeSpace;

/// <summary>Serializes ownership tags with generated code, to support trimming and Native AOT.</summary>
[JsonSerializable(typeof(StoredResourceTag))]
internal sealed partial class TagJson : JsonSerializerContext;
