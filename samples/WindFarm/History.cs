using System.Text.Json;
using Scalewright.Clusters;
using Scalewright.Files;
using Scalewright.Providers.Simulation;

namespace WindFarm;

/// <summary>Records all events and faults as JSON lines. Times are virtual: equal seeds give equal bytes.</summary>
internal sealed class History : IProgress<ClusterEvent>
{
    private readonly List<Action<Utf8JsonWriter>> _lines = [];

    /// <summary>Number of events and faults.</summary>
    public int Count => _lines.Count;

    public void Report(ClusterEvent value) => Add(value.Timestamp, value.Kind.ToString(), value.Subject, value.Message, value.Number);

    /// <summary>Records an injected fault, because the cluster does not report it.</summary>
    public void Report(DateTimeOffset at, string node, Fault fault) => Add(at, "Fault", node, fault.ToString());

    public void WriteTo(OutputFolder folder, CancellationToken cancellationToken) => folder.Write(
        "history.jsonl",
        buffer =>
        {
            foreach (Action<Utf8JsonWriter> line in _lines)
            {
                using Utf8JsonWriter json = new(buffer);
                json.WriteStartObject();
                line(json);
                json.WriteEndObject();
                json.Flush();
                buffer.GetSpan(1)[0] = (byte)'\n';
                buffer.Advance(1);
            }
        },
        cancellationToken);

    private void Add(DateTimeOffset at, string kind, string subject, string text, long? number = null) => _lines.Add(json =>
    {
        json.WriteString("at", at);
        if (number is { } known)
        {
            json.WriteNumber("number", known);
        }

        json.WriteString("kind", kind);
        json.WriteString("subject", subject);
        json.WriteString("text", text);
    });
}
