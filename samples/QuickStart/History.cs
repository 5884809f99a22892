using System.Text.Json;
using Scalewright.Clusters;
using Scalewright.Files;

namespace QuickStart;

/// <summary>Everything that happened, a line of JSON for each event. Times are virtual, so the same seed writes the same bytes.</summary>
internal sealed class History : IProgress<ClusterEvent>
{
    private readonly List<ClusterEvent> _events = [];

    /// <summary>How many events there were.</summary>
    public int Count => _events.Count;

    public void Report(ClusterEvent value) => _events.Add(value);

    public void WriteTo(OutputFolder folder, CancellationToken cancellationToken) => folder.Write(
        "history.jsonl",
        buffer =>
        {
            foreach (ClusterEvent told in _events)
            {
                using Utf8JsonWriter json = new(buffer);
                json.WriteStartObject();
                json.WriteString("at", told.At);
                json.WriteNumber("number", told.Number);
                json.WriteString("kind", told.Kind.ToString());
                json.WriteString("subject", told.Subject);
                json.WriteString("text", told.Text);
                json.WriteEndObject();
                json.Flush();
                buffer.GetSpan(1)[0] = (byte)'\n';
                buffer.Advance(1);
            }
        },
        cancellationToken);
}
