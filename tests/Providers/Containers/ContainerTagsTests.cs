using Scalewright.Journals;
using Scalewright.Providers.Containers.Client;
using Scalewright.Providers.Containers.Nodes;

namespace Containers.Tests;

public class ContainerTagsTests
{
    private static readonly DateTimeOffset Created = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private static readonly ResourceTag Tag = new(new Owner(new Lineage(7), "shop"), StepTarget.Node, "web-1", new Lineage(8).ToString())
    {
        Group = "web",
        Digest = "0123456789abcdef",
        Epoch = 3,
        Sequence = 4,
        ExpiresAt = Created.AddTicks(1),
    };

    [Fact]
    public void Labels_hold_the_tag_of_a_new_container() =>
        ContainerTags.Read(Container(ContainerTags.GetName(Tag))).ShouldBe(StoredResourceTag.FromTag(Tag, Created));

    [Fact]
    public void The_name_holds_the_tag_of_the_last_change()
    {
        ResourceTag change = Tag with
        {
            Digest = "fedcba9876543210",
            Epoch = long.MaxValue,
            Sequence = long.MaxValue,
            ExpiresAt = DateTimeOffset.MaxValue,
        };
        string name = ContainerTags.GetName(Tag.Token, change);

        ContainerTags.Read(Container(name)).ShouldBe(StoredResourceTag.FromTag(change, Created));
        ContainerTags.Read(Container(ContainerTags.GetName(Tag.Token, change with { ExpiresAt = null })))!.ExpiresAt.ShouldBeNull();

        // Both engines accept 250 characters.
        name.Length.ShouldBeLessThan(200);
    }

    [Theory]
    [InlineData("scalewright.version", "2")]
    [InlineData("scalewright.target", "Network")]
    [InlineData("scalewright.created", "yesterday")]
    public void A_container_with_other_labels_is_no_node(string label, string value)
    {
        EngineContainer container = Container("other");

        ContainerTags
            .Read(container with { Labels = new Dictionary<string, string>(container.Labels, StringComparer.Ordinal) { [label] = value } })
            .ShouldBeNull();
        ContainerTags.Read(container with { Labels = new Dictionary<string, string>(StringComparer.Ordinal) }).ShouldBeNull();
    }

    [Theory]
    [InlineData("sw-8.")]
    [InlineData("sw-8.e.s-1.x99999999999999999999.q")]
    public void A_name_that_no_change_writes_is_read_without_an_exception(string name) =>
        ContainerTags.Read(Container(name))!.Name.ShouldBe("web-1");

    private static EngineContainer Container(string name) => new("id", name, "running", ContainerTags.CreateLabels(Tag, Created));
}
