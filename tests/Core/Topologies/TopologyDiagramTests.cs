using System.Xml.Linq;

namespace Sdk.Tests.Topologies;

public class TopologyDiagramTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_diagram_of_any_topology_is_well_formed_without_scripts_or_references() => Prop.ForAll(SampleTopologies.Any, topology =>
    {
        XElement picture = XElement.Parse(Written(topology, TopologyDiagram.WriteSvg));

        picture.Descendants().Select(element => element.Name.LocalName).Distinct(StringComparer.Ordinal)
            .Except(["title", "desc", "style", "rect", "text", "circle", "path"], StringComparer.Ordinal).ShouldBeEmpty();
        picture.Descendants().Attributes().ShouldNotContain(attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || attribute.Name.LocalName == "href");
        picture.Element(Svg + "style")!.Value.ShouldNotContain("url(");
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Names_are_escaped_in_diagrams()
    {
        Topology topology = Topology.Create("demo").AddGroup(new NodeGroup("</text><script>alert(1)</script>", "a\" onload=\"b")
        {
            Nodes = [new NodeSpec("n-1", 1) { Hardware = new NodeHardware { Image = "<img src=x>&\u0007\ufffe" } }],
        }).Build();

        string svg = Written(topology, TopologyDiagram.WriteSvg);
        string dot = Written(topology, TopologyDiagram.WriteDot);

        svg.ShouldNotContain("<script");
        svg.ShouldNotContain("<img");
        dot.ShouldNotContain("<script");
        dot.ShouldContain("&lt;script&gt;");
        XElement.Parse(svg).Descendants(Svg + "text").ShouldContain(text => text.Value == "</text><script>alert(1)</script>");
    }

    [Fact]
    public void Few_nodes_are_drawn_individually_with_a_mark_for_each_container()
    {
        string svg = Written(SampleTopologies.Expand(Profile.Create("web").WithContainerCount(180).WithContainersPerNode(18).AddNetwork("MGMT", "10.0.0.0/16")), TopologyDiagram.WriteSvg);

        XElement[] marks = [.. XElement.Parse(svg).Descendants(Svg + "rect").Where(rect => (string?)rect.Attribute("width") == "9" && (string?)rect.Attribute("fill") == "#0072b2")];
        // One mark for each container and one for the role.
        marks.Length.ShouldBe(181);
        svg.ShouldContain(">node-10<");
        svg.ShouldContain("10.0.0.1 … 10.0.0.180 (180)");
    }

    [Fact]
    public void Many_identical_nodes_are_drawn_as_one_box()
    {
        string svg = Written(SampleTopologies.Expand(Profile.Create("web").WithContainerCount(17_990).WithContainersPerNode(18)), TopologyDiagram.WriteSvg);

        svg.ShouldContain("node-1 … node-999");
        svg.ShouldContain("999 nodes · 18 containers each");
        svg.ShouldContain(">node-1000<");
        svg.Length.ShouldBeLessThan(10_000);
    }

    [Fact]
    public void Equal_topologies_have_equal_diagrams() => Prop.ForAll(SampleTopologies.Any, topology =>
    {
        Written(topology with { Name = topology.Name }, TopologyDiagram.WriteSvg).ShouldBe(Written(topology, TopologyDiagram.WriteSvg));
        Written(topology with { Name = topology.Name }, TopologyDiagram.WriteDot).ShouldBe(Written(topology, TopologyDiagram.WriteDot));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_empty_topology_can_be_drawn() => XElement.Parse(Written(Topology.Empty, TopologyDiagram.WriteSvg)).Name.ShouldBe(Svg + "svg");

    private static string Written(Topology topology, Action<Topology, IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        write(topology, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
