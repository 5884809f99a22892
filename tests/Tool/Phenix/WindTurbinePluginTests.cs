using System.Buffers;
using System.Formats.Tar;
using System.IO.Compression;
using Scalewright.Plugins.WindTurbine;

namespace Sdk.Tests.Plugins;

public class WindTurbinePluginTests
{
    // Six containers for each turbine; nodes are filled in order.
    [Theory]
    [InlineData(30, 18, 10, 18), InlineData(31, 18, 11, 6), InlineData(1, 18, 1, 6), InlineData(2, 4, 3, 4), InlineData(5, 6, 5, 6)]
    public void Turbines_of_six_containers_fill_nodes_in_order(int turbines, int perNode, int nodes, int onLast)
    {
        Topology topology = Expand(Farm(turbines, perNode));

        topology.NodeCount.ShouldBe(nodes);
        topology.ContainerCount.ShouldBe(turbines * 6);
        topology.Nodes.Last().ContainerCount.ShouldBe(onLast);
    }

    [Fact]
    public void A_turbine_may_be_split_over_two_nodes()
    {
        NodeGroup group = Expand(Farm(2, 4)).Groups["farm"];

        Names(group, 1).ShouldBe(["farm-1-blade-2", "farm-1-blade-3", "farm-2-main-controller", "farm-2-signal-converter"]);
    }

    [Fact]
    public void Main_controllers_have_an_external_address_and_all_containers_have_a_private_one()
    {
        NodeGroup group = Expand(Farm(3, 6)).Groups["farm"];

        ContainerSpec main = group.GetContainers(group.Nodes[2])[0];
        main.GetAddress(0).ToString().ShouldBe("10.10.0.3");
        main.GetAddress(1).ToString().ShouldBe("10.135.1.254");
        main.Format(main.Role.NetworkAttachments[1].Network).ShouldBe("farm-3");
        group.GetContainers(group.Nodes[2])[5].GetAddress(0).ToString().ShouldBe("10.135.1.33");
    }

    [Fact]
    public void A_node_gets_its_configuration_files_and_an_archive_of_only_those()
    {
        ProfileBuilder farm = Farm(2, 6);
        NodeFile[] files = [.. new NodeScripts(Expand(farm), [farm.Build()]).GetFiles()];

        files
            .Select(file => file.Path)
            .Where(path => path.StartsWith("farm-2/", StringComparison.Ordinal))
            .ShouldBe([.. Enumerable.Range(1, 6).Select(number => $"farm-2/{number}/config.xml"), "farm-2/wind-configs.tgz"]);
        Members(files.Single(file => file.Path == "farm-2/wind-configs.tgz"))
            .ShouldBe([
                "scale/",
                "scale/farm-2/",
                .. Enumerable.Range(1, 6).SelectMany(number => new[] { $"scale/farm-2/{number}/", $"scale/farm-2/{number}/config.xml" }),
            ]);
    }

    [Fact]
    public void The_same_farm_gives_the_same_archive()
    {
        byte[] first = Archive();

        Archive().ShouldBe(first);
    }

    [Fact]
    public void A_farm_without_an_external_network_causes_a_warning()
    {
        TopologyBuilder builder = Topology.Create("demo").AddProfile(Profile.Create("farm").UsePlugin("wind_turbine").Build());

        builder.Build().NodeCount.ShouldBe(1);
        builder.Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.MissingExternalNetwork);
    }

    [Fact]
    public void Two_farms_on_one_network_have_distinct_addresses()
    {
        Topology topology = Topology
            .Create("demo")
            .AddProfile(Farm(3, 6).Build())
            .AddProfile(Farm(3, 6).Build() with { Name = "other" })
            .Build();

        NodeGroup other = topology.Groups["other"];
        other.GetContainers(other.Nodes[0])[0].GetAddress(0).ToString().ShouldBe("10.10.0.4");
        topology.Networks["EXT"].UsedAddressCount.ShouldBe(6);
    }

    [Fact]
    public void The_external_network_may_be_IPv6() =>
        Expand(Profile.Create("farm").UsePlugin(new WindTurbineOptions { ExternalNetwork = new("EXT", "fd00::/64") }).WithCount(2))
            .Groups["farm"]
            .ContainerLayout.Roles[0]
            .NetworkAttachments[0]
            .Addresses.GetAddress(1)
            .ToString()
            .ShouldBe("fd00::2");

    private static ProfileBuilder Farm(int turbines, int perNode) =>
        Profile
            .Create("farm")
            .UsePlugin(new WindTurbineOptions { ExternalNetwork = new("EXT", "10.10.0.0/16") })
            .WithCount(turbines)
            .WithContainersPerNode(perNode);

    private static Topology Expand(ProfileBuilder farm) => Topology.Create("demo").AddProfile(farm.Build()).Build();

    private static IEnumerable<string> Names(NodeGroup group, int node)
    {
        for (int i = 0; i < group.Nodes[node].ContainerCount; i++)
        {
            yield return group.GetContainers(group.Nodes[node])[i].Name;
        }
    }

    private static byte[] Archive()
    {
        ProfileBuilder farm = Farm(1, 6);
        return Content(
            new NodeScripts(Expand(farm), [farm.Build()]).GetFiles().Single(file => file.Path.EndsWith(".tgz", StringComparison.Ordinal))
        );
    }

    private static byte[] Content(NodeFile file)
    {
        ArrayBufferWriter<byte> buffer = new();
        file.Write(buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static List<string> Members(NodeFile archive)
    {
        using GZipStream unpacked = new(new MemoryStream(Content(archive)), CompressionMode.Decompress);
        using TarReader tar = new(unpacked);
        List<string> names = [];
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            names.Add(entry.Name);
            if (entry.DataStream is { } data)
            {
                using StreamReader reader = new(data, Encoding.UTF8);
                reader.ReadToEnd().ShouldStartWith("<ot-sim>");
            }
        }

        return names;
    }
}
