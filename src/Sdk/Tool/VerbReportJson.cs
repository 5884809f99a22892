using System.Text.Json.Serialization;

namespace Scalewright.Tool;

[JsonSerializable(typeof(VerbReport))]
internal sealed partial class VerbReportJson : JsonSerializerContext;
