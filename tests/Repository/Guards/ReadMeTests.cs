using System.Buffers;
using Scalewright.Documents;

namespace Sdk.Tests.Guards;

public partial class ReadMeTests
{
    private static readonly string ImagePath = Repository.At("docs", "images", "shop.svg");

    [Fact]
    public void The_README_has_at_most_150_lines() => File.ReadAllLines(Repository.At("README.md")).Length.ShouldBeLessThanOrEqualTo(150);

    [Fact]
    public void The_README_image_matches_the_profile_of_the_first_topology_page()
    {
        string page = File.ReadAllText(Repository.At("docs", "get-started", "first-topology.md"));
        ProfileReadResult profiles = ProfileReader.Read(Encoding.UTF8.GetBytes(ShopProfile().Match(page).Groups["yaml"].Value), Dialect.Yaml);
        ArrayBufferWriter<byte> svg = new();
        TopologyDiagram.WriteSvg(profiles.GetProfilesOrThrow().Aggregate(Topology.Create("shop"), (shop, profile) => shop.AddProfile(profile)).Build(), svg);
        string expectedSvg = Encoding.UTF8.GetString(svg.WrittenSpan);
        if (Environment.GetEnvironmentVariable("APPROVE") is "1")
        {
            File.WriteAllText(ImagePath, expectedSvg);
        }

        File.ReadAllText(ImagePath).ShouldBe(expectedSvg, "run the test with APPROVE=1 and review the diff");
    }

    [GeneratedRegex("```yaml file=shop.yaml\n(?<yaml>[^`]*)```", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ShopProfile();
}
