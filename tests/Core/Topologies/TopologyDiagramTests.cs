using System.Xml.Linq;

namespace Sdk.Tests.Topologies;

public class TopologyDiagramTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_diagram_of_any_topology_is_well_formed_without_scripts_or_references() =>
        Prop.ForAll(SampleTopologies.Any, topology =>
            {
                XElement picture = XElement.Parse(Written(topology, TopologyDiagram.WriteSvg));

                picture
                    .Descendants()
                    .Select(element => element.Name.LocalName)
                    .Distinct(StringComparer.Ordinal)
                    .Except(["title", "desc", "style", "rect", "text", "circle", "path"], StringComparer.Ordinal)
                    .ShouldBeEmpty();
                picture
                    .Descendants()
                    .Attributes()
                    .ShouldNotContain(attribute =>
                        attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || attribute.Name.LocalName == "href"
                    );
                picture.Element(Svg + "style")!.Value.ShouldNotContain("url(");
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Names_are_escaped_in_diagrams()
    {
        Topology topology = Topology
            .Create("demo")
            .AddGroup(
                new NodeGroup("</text><script>alert(1)</script>", "a\" onload=\"b")
                {
                    Nodes = [new NodeSpec("n-1", 1) { Hardware = new NodeHardware { Image = "<img src=x>&\u0007\ufffe" } }],
                }
            )
            .Build();

        string svg = Written(topology, TopologyDiagram.WriteSvg);
        string dot = Written(topology, TopologyDiagram.WriteDot);

        svg.ShouldNotContain("<script");
        svg.ShouldNotContain("<img");
        dot.ShouldNotContain("<script");
        dot.ShouldContain("&lt;script&gt;");
        XElement.Parse(svg).Descendants(Svg + "text").ShouldContain(text => text.Value == "</text><script>alert(1)</script>");
    }

    [Fact]
    public void A_diagram_does_not_depend_on_the_current_culture()
    {
        Topology topology = Topology
            .Create("demo")
            .AddGroup(new NodeGroup("web", "a") { Nodes = [new NodeSpec("n-1", 1) { Hardware = new NodeHardware { MemoryMiB = 2048 } }] })
            .Build();
        string usual = Written(topology, TopologyDiagram.WriteSvg);

        usual.ShouldContain("2,048 MiB");
        OddCulture.Run(() => Written(topology, TopologyDiagram.WriteSvg).ShouldBe(usual));
        OddCulture.Run(() => Written(topology, TopologyDiagram.WriteDot).ShouldContain("2,048 MiB"));
    }

    [Fact]
    public void Few_nodes_are_drawn_individually_with_a_mark_for_each_container()
    {
        string svg = Written(
            SampleTopologies.Expand(
                Profile.Create("web").WithContainerCount(180).WithContainersPerNode(18).AddNetwork("MGMT", "10.0.0.0/16")
            ),
            TopologyDiagram.WriteSvg
        );

        XElement[] marks =
        [
            .. XElement
                .Parse(svg)
                .Descendants(Svg + "rect")
                .Where(rect => (string?)rect.Attribute("width") == "9" && (string?)rect.Attribute("fill") == "#0072b2"),
        ];
        marks.Length.ShouldBe(180);
        svg.ShouldContain(">node-10<");
        svg.ShouldContain("10.0.0.1 … 10.0.0.180 (180)");
    }

    [Fact]
    public void Many_identical_nodes_are_drawn_as_one_box()
    {
        string svg = Written(
            SampleTopologies.Expand(Profile.Create("web").WithContainerCount(17_990).WithContainersPerNode(18)),
            TopologyDiagram.WriteSvg
        );

        svg.ShouldContain("node-1 … node-999");
        svg.ShouldContain("999 nodes · 18 containers each");
        svg.ShouldContain(">node-1000<");
        svg.Length.ShouldBeLessThan(10_000);
    }

    [Fact]
    public void Groups_and_networks_are_drawn_in_declared_order()
    {
        Topology shop = Shop("web", "lb", "db");

        string svg = Written(shop, TopologyDiagram.WriteSvg);
        string dot = Written(shop, TopologyDiagram.WriteDot);

        InOrder(svg, ">net-web<", ">net-lb<", ">net-db<", """class="name">web<""", """class="name">lb<""", """class="name">db<""");
        InOrder(dot, "<b>net-web</b>", "<b>net-lb</b>", "<b>net-db</b>");
        Written(
                TopologyReader.Parse(Encoding.UTF8.GetBytes(Written(shop, TopologyWriter.WriteJson)), Dialect.Json),
                TopologyDiagram.WriteSvg
            )
            .ShouldBe(svg);
    }

    [Fact]
    public void A_group_with_one_role_has_no_line_of_roles()
    {
        Written(Shop("web"), TopologyDiagram.WriteSvg).ShouldNotContain(" × ");
        Written(Shop("web"), TopologyDiagram.WriteSvg).ShouldNotContain("coloured by role");
        Written(Shop("web"), TopologyDiagram.WriteDot).ShouldNotContain(" × ");
    }

    [Theory]
    [InlineData(0, 0, false, false, false)]
    [InlineData(4, 0, false, false, false)]
    [InlineData(4, 8, true, true, false)]
    [InlineData(21, 0, false, false, true)]
    [InlineData(21, 42, true, false, true)]
    public void The_legend_explains_only_the_symbols_of_the_picture(int nodes, int containers, bool hasLinks, bool hasMarks, bool hasMany)
    {
        ProfileBuilder profile = Profile.Create("web").WithCount(nodes);
        Topology topology =
            nodes == 0
                ? Topology.Empty
                : SampleTopologies.Expand(
                    containers == 0
                        ? profile
                        : profile.WithContainerCount(containers).WithContainersPerNode(2).AddNetwork("NET", "10.0.0.0/16")
                );

        string svg = Written(topology, TopologyDiagram.WriteSvg);

        svg.Contains(">attached to the network of that colour<", StringComparison.Ordinal).ShouldBe(hasLinks);
        svg.Contains(">one container<", StringComparison.Ordinal).ShouldBe(hasMarks);
        svg.Contains(">similar consecutive nodes, first … last<", StringComparison.Ordinal).ShouldBe(hasMany);
    }

    [Fact]
    public void Files_have_the_bytes_of_the_buffers_and_their_folder_is_created()
    {
        using TemporaryFolder folder = new();

        TopologyDiagram.WriteSvg(Shop("web"), folder.At("new", "shop.svg"));
        TopologyDiagram.WriteDot(Shop("web"), folder.At("new", "shop.dot"));

        File.ReadAllText(folder.At("new", "shop.svg")).ShouldBe(Written(Shop("web"), TopologyDiagram.WriteSvg));
        File.ReadAllText(folder.At("new", "shop.dot")).ShouldBe(Written(Shop("web"), TopologyDiagram.WriteDot));
        Directory.GetFiles(folder.At("new")).Length.ShouldBe(2);
    }

    [Fact]
    public void A_path_that_is_a_folder_is_reported()
    {
        using TemporaryFolder folder = new();

        Should
            .Throw<OutputException>(() => TopologyDiagram.WriteSvg(Topology.Empty, folder.Root))
            .Problems.Single()
            .Code.ShouldBe(ProblemCode.OutputNotWritable);
    }

    [Fact]
    public void Copies_of_a_topology_have_equal_diagrams() =>
        Prop.ForAll(SampleTopologies.Any, topology =>
            {
                Written(topology with { Name = topology.Name }, TopologyDiagram.WriteSvg)
                    .ShouldBe(Written(topology, TopologyDiagram.WriteSvg));
                Written(topology with { Name = topology.Name }, TopologyDiagram.WriteDot)
                    .ShouldBe(Written(topology, TopologyDiagram.WriteDot));
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void An_empty_topology_can_be_drawn() =>
        XElement.Parse(Written(Topology.Empty, TopologyDiagram.WriteSvg)).Name.ShouldBe(Svg + "svg");

    private static Topology Shop(params string[] groups)
    {
        TopologyBuilder shop = Topology.Create("shop");
        foreach ((int index, string name) in groups.Index())
        {
            shop = shop.AddProfile(
                Profile
                    .Create(name)
                    .WithHostnamePrefix(name)
                    .WithContainerCount(2)
                    .WithContainersPerNode(1)
                    .AddNetwork($"net-{name}", $"10.{index}.0.0/24")
                    .Build()
            );
        }

        return shop.Build();
    }

    private static void InOrder(string text, params string[] parts)
    {
        int[] positions = [.. parts.Select(part => text.IndexOf(part, StringComparison.Ordinal))];
        positions.ShouldNotContain(-1);
        positions.ShouldBe(positions.Order());
    }

    private static string Written(Topology topology, Action<Topology, IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        write(topology, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
