using System.Buffers;
using System.Globalization;
using Scalewright.Clusters.State;
using Scalewright.Planning;

namespace Exploration.Tests;

public class LineEncoderTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(2_048), InlineData(2_049), InlineData(8_192), InlineData(20_011)]
    public void The_text_does_not_depend_on_who_encodes(int count)
    {
        ResourceEntry[] resources = [.. Enumerable.Range(0, count).Select(index => EntryOf(index))];

        string together = Encoded(resources);
        SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        string alone = Encoded(resources);
        SynchronizationContext.SetSynchronizationContext(null);

        together.ShouldBe(alone);
        together.Count(letter => letter == '\n').ShouldBe(count);
    }

    private static ResourceEntry EntryOf(int index)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"node-{index}");
        return new ResourceEntry(StepTarget.Node, name, $"sim-{name}", $"token-{name}", DateTimeOffset.UnixEpoch) { Group = new string('g', index % 300) };
    }

    private static string Encoded(ResourceEntry[] resources)
    {
        ArrayBufferWriter<byte> text = new();
        LineEncoder.Write(resources, ClusterJson.Default.ResourceEntry, text);
        return System.Text.Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
