using System.Buffers;
using System.Text;
using System.Text.Json;
using Scalewright.Journals;

namespace Sdk.Tests.Journals;

/// <summary>A state that remembers every change as text.</summary>
internal sealed class LinesState : IDurableState
{
    public List<string> Lines { get; } = [];

    public Action OnApply { get; set; } = () => { };

    public void Restore(ReadOnlyMemory<byte> content)
    {
        using JsonDocument document = JsonDocument.Parse(content);
        Lines.AddRange(document.RootElement.EnumerateArray().Select(element => element.GetRawText()));
    }

    public void Apply(in JournalRecord record)
    {
        OnApply();
        Lines.Add(Encoding.UTF8.GetString(record.Json.Span));
    }

    public void WriteTo(IBufferWriter<byte> output) =>
        output.Write(Encoding.UTF8.GetBytes("[\n" + string.Join(",\n", Lines) + "\n]"));
}
