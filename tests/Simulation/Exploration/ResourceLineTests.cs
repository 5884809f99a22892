using Scalewright.Clusters.State;

namespace Exploration.Tests;

/// <summary>The fast writer must produce the same bytes as the serializer, which readers of the state expect.</summary>
public sealed class ResourceLineTests
{
    private static readonly string[] Texts =
    [
        "",
        "web-1",
        "a+b",
        "quote \"",
        "back\\slash",
        "line\nfeed",
        "größe",
        "😀",
        "\ud800",
        "<tag>",
        "tick `",
        "\u007f",
        new('x', 5000),
    ];

    private static readonly DateTimeOffset[] Times =
    [
        default,
        DateTimeOffset.MaxValue,
        new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        new(2026, 1, 1, 10, 20, 30, 500, TimeSpan.FromMinutes(-90)),
        new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.FromHours(14)).AddTicks(1),
        new DateTimeOffset(2026, 1, 1, 0, 0, 10, TimeSpan.Zero).AddTicks(1_200_000),
    ];

    [Fact]
    public void A_resource_is_written_exactly_as_the_serializer_writes_it()
    {
        Random chance = new(7);
        for (int index = 0; index < 20_000; index++)
        {
            ResourceEntry entry = new(
                (StepTarget)chance.Next(4),
                TextOf(chance),
                TextOf(chance),
                TextOf(chance),
                Times[chance.Next(Times.Length)]
            )
            {
                Group = TextOf(chance),
                Digest = TextOf(chance),
                Cloud = TextOf(chance),
            };

            Written(entry).ShouldBe(JsonSerializer.Serialize(entry, ClusterJson.Default.ResourceEntry));
        }
    }

    // Mostly plain texts, so that some entries contain only plain texts.
    private static string TextOf(Random chance) => Texts[chance.Next(8) == 0 ? chance.Next(Texts.Length) : chance.Next(2)];

    private static string Written(ResourceEntry entry)
    {
        ArrayBufferWriter<byte> output = new();
        using Utf8JsonWriter writer = new(output);
        ResourceLineWriter.Write(output, writer, entry);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
