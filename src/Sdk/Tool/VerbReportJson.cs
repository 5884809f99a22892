using System.Text.Json.Serialization;

namespace Scalewright.Tool;

/// <summary>Writes and reads a <see cref="VerbReport"/>.</summary>
[JsonSerializable(typeof(VerbReport))]
internal sealed partial class VerbReportJson : JsonSerializerContext;
