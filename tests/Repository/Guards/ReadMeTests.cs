using System.Buffers;
using Scalewright.Documents;

namespace Sdk.Tests.Guards;

public partial class ReadMeTests
{
    private static readonly string ImagePath = Repository.At("docs", "images", "shop.svg");

    [Fact]
    public void The_README_has_at_most_150_lines() => File.ReadAllLines(Repository.At("README.md")).Length.ShouldBeLessThanOrEqualTo(150);

    [Fact]
    public void The_picture_of_the_shop_matches_the_profile_of_the_first_topology_page()
    {
        string page = File.ReadAllText(Repository.At("docs", "get-started", "first-topology.md"));
        ProfileReadResult profiles = ProfileReader.Read(
            Encoding.UTF8.GetBytes(ShopProfile().Match(page).Groups["yaml"].Value),
            Dialect.Yaml
        );
        ArrayBufferWriter<byte> svg = new();
        TopologyDiagram.WriteSvg(
            profiles.GetProfilesOrThrow().Aggregate(Topology.Create("shop"), (shop, profile) => shop.AddProfile(profile)).Build(),
            svg
        );
        string expectedSvg = Encoding.UTF8.GetString(svg.WrittenSpan);
        if (Environment.GetEnvironmentVariable("APPROVE") is "1")
        {
            File.WriteAllText(ImagePath, expectedSvg);
        }

        File.ReadAllText(ImagePath).ShouldBe(expectedSvg, "run the test with APPROVE=1 and review the diff");
    }

    [Fact]
    public void The_seed_of_the_quick_start_changes_its_times_alone()
    {
        // The page shows the program without the line that calls another file.
        string program = Paragraph().Replace(File.ReadAllText(Repository.At("samples", "QuickStart", "Program.cs")), "", 1);

        string[] outputs =
        [
            .. new[] { 42, 42, 43 }.Select(seed =>
                DocumentProgram.Run(
                    new DocumentBlock(
                        "QuickStart",
                        "csharp",
                        "run",
                        program.Replace("Seed = 42", $"Seed = {seed}", StringComparison.Ordinal)
                    )
                )
            ),
        ];

        outputs[1].ShouldBe(outputs[0]);
        outputs[2].ShouldNotBe(outputs[0]);
        VirtualTime().Replace(outputs[2], "").ShouldBe(VirtualTime().Replace(outputs[0], ""));
    }

    [GeneratedRegex(@"^if \(await QuickStart\..*\n\{\n.*\n\}\n\n", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Paragraph();

    [GeneratedRegex("^[0-9]{2}:[0-9]{2} ", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex VirtualTime();

    [GeneratedRegex("```yaml file=shop.yaml\n(?<yaml>[^`]*)```", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ShopProfile();
}
