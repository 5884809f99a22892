using Loopback.Minimega.Commands;

namespace Minimega.Tests;

public class RenderingTests
{
    public static TheoryData<string> Transcripts =>
        [
            .. Directory
                .EnumerateFiles(Repository.At("tests", "Conformance", "Cases", "minimega"), "*.json")
                .Select(Path.GetFileName)
                .OfType<string>()
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Transcripts))]
    public void Recorded_entries_are_printed_byte_for_byte_as_recorded(string file)
    {
        using JsonDocument document = JsonDocument.Parse(
            File.ReadAllBytes(Repository.At("tests", "Conformance", "Cases", "minimega", file))
        );
        JsonElement root = document.RootElement;
        JsonElement steps = root.TryGetProperty("exchanges", out JsonElement exchanges) ? exchanges : root.GetProperty("events");

        foreach (JsonElement step in steps.EnumerateArray().Where(step => step.TryGetProperty("recv", out _)))
        {
            string command = step.TryGetProperty("send", out JsonElement send) ? send.GetString()! : "";
            foreach (
                string line in step.GetProperty("recv")
                    .EnumerateArray()
                    .Select(line => line.GetString()!)
                    .Where(line => line.StartsWith('{'))
            )
            {
                MinimegaReply reply = MinimegaJson.Read(Encoding.UTF8.GetBytes(line));

                Rendering.Print(new(reply.Entries, Options(command))).ShouldBe(reply.Rendered, command);
            }
        }
    }

    private static RenderOptions Options(string command) =>
        new()
        {
            Annotate = !command.Contains(".annotate false", StringComparison.Ordinal),
            Headers = !command.Contains(".headers false", StringComparison.Ordinal),
            Sort = !command.Contains(".sort false", StringComparison.Ordinal),
            Csv = command.Contains(".csv true", StringComparison.Ordinal),
            Json = command.Contains(".json true", StringComparison.Ordinal),
        };
}
