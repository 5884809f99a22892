using System.Text.Json.Serialization;
using Scalewright.Providers;

namespace AcmeSpace;

/// <summary>
/// Serializes ownership tags with generated code, so that the provider works with trimming and Native AOT.
/// </summary>
[JsonSerializable(typeof(ResourceMark))]
internal sealed partial class MarkJson : JsonSerializerContext;
