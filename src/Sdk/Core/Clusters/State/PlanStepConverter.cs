using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Scalewright.Planning;
using Scalewright.Topologies;

namespace Scalewright.Clusters.State;

/// <summary>Steps inside of changes are written and read by <see cref="PlanStepJson"/>.</summary>
internal sealed class PlanStepConverter : JsonConverter<PlanStep>
{
    // Most steps are shorter: a buffer that grows is copied.
    private const int StepBytes = 1024;

    public override PlanStep Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        try
        {
            return PlanStepJson.Read(JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray());
        }
        catch (ExpansionException exception)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, PlanStep value, JsonSerializerOptions options)
    {
        ArrayBufferWriter<byte> buffer = new(StepBytes);
        PlanStepJson.Write(value, buffer);
        writer.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
    }
}
