using Scalewright.Clusters.Registry;
using Scalewright.Clusters.Selection;

namespace Sdk.Tests.Clusters;

// The registry corrects faults of vt_cluster's register: section 1 of its behavior, "Default mode".
public sealed class NodeRegisterTests : IDisposable
{
    private static readonly RegisteredNode First = new("node1", "192.0.2.1") { Tag = "x" };
    private static readonly RegisteredNode Second = new("node2", "192.0.2.2");

    private readonly string _folder = Directory.CreateTempSubdirectory("register").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Nodes_and_partitions_are_read_back_after_the_register_is_reopened()
    {
        await Open().UpdateAsync(state => state.WithNode(First).WithNode(Second).WithPartition("a", "node2"));

        NodeRegistryState found = Open().Read();

        found.Nodes.ShouldBe([First, Second]);
        found.IdleNodes.ShouldBe([First]);
        found.Partitions.Single().ShouldBe(new RegisteredPartition("a", ["node2"]));
    }

    [Fact]
    public async Task Facts_of_a_node_keep_their_types_after_the_register_is_reopened()
    {
        ValueMap<FactValue> parameters = ValueMap<FactValue>
            .Empty.With("rack", FactValue.From(7.5))
            .With("disks", FactValue.FromList("sda", "sdb"))
            .With("spare", FactValue.From(true))
            .With("note", FactValue.From("8"))
            .With("owner", FactValue.Null);
        await Open().UpdateAsync(state => state.WithNode(First with { Facts = parameters }).WithNode(Second));

        Open().Read().Nodes.ShouldBe([First with { Facts = parameters }, Second]);
        string text = string.Concat(
            File.ReadAllText(Path.Combine(_folder, "register.json")).Where(character => !char.IsWhiteSpace(character))
        );
        text.ShouldContain(
            """{"name":"node1","address":"192.0.2.1","tag":"x","parameters":{"disks":["sda","sdb"],"note":"8","owner":null,"rack":7.5,"spare":true}}"""
        );
        text.ShouldContain("""{"name":"node2","address":"192.0.2.2","tag":""}""");
    }

    [Fact]
    public async Task A_partition_with_a_busy_node_is_rejected_and_acquires_no_nodes()
    {
        await Open().UpdateAsync(state => state.WithNode(First).WithNode(Second).WithPartition("a", "node2"));

        ClusterException refused = await Should.ThrowAsync<ClusterException>(() =>
            Open().UpdateAsync(state => state.WithPartition("b", "node1", "node2"))
        );

        refused.Message.ShouldContain("node_busy: 'node2' belongs to partition 'a'");
        Open().Read().IdleNodes.ShouldBe([First]);
    }

    [Theory]
    [InlineData("""{"version":-5}""", "version -5")]
    [InlineData("""{"version":1,"nodes":[null]}""", "no name")]
    [InlineData("""{"version":1,"nodes":[{"name":null,"address":"a"}]}""", "no name")]
    [InlineData("""{"version":1,"nodes":[{"name":"n","address":"a","parameters":{"p":{}}}]}""", "a fact is null, true")]
    [InlineData("""{"version":1,"nodes":[{"name":"n","address":"a","parameters":{"p":1e999}}]}""", "a number of a fact is too large")]
    [InlineData("""{"version":1,"nodes":[{"name":"n","address":"a","parameters":{"p":[-1e999]}}]}""", "a number of a fact is too large")]
    [InlineData("""{"version":1,"nodes":[{"name":"n","address":"a"},{"name":"n","address":"b"}]}""", "two nodes have the name 'n'")]
    [InlineData("""{"version":1,"nodes":[{"name":"n","address":"a"}],"partitions":{"p":null}}""", "partition 'p'")]
    [InlineData("""{"version":1,"nodes":[{"name":"n","address":"a"}],"partitions":{"p":["m"]}}""", "partition 'p'")]
    [InlineData("""{"version":1,"nodes":[{"name":"n","address":"a"}],"partitions":{"p":["n"],"q":["n"]}}""", "node 'n'")]
    public async Task A_damaged_register_is_rejected_with_the_reason_and_not_changed(string text, string named)
    {
        string file = Path.Combine(_folder, "register.json");
        File.WriteAllText(file, text);

        ClusterException refused = await Should.ThrowAsync<ClusterException>(() => Open().UpdateAsync(state => state.WithNode(Second)));

        refused.Code.ShouldBe(ProblemCode.StateCorrupt);
        refused.Message.ShouldContain(named);
        File.ReadAllText(file).ShouldBe(text);
    }

    [Fact]
    public void Removing_a_node_removes_it_from_its_partition()
    {
        NodeRegistryState state = NodeRegistryState.Empty.WithNode(First).WithPartition("a", "node1").WithoutNode("node1");

        state.Partitions.Single().Nodes.ShouldBeEmpty();
    }

    [Fact]
    public void Two_nodes_cannot_have_the_same_address() =>
        Should
            .Throw<ClusterException>(() => NodeRegistryState.Empty.WithNode(First).WithNode(Second with { Address = First.Address }))
            .Message.ShouldContain("'192.0.2.1' is the address of node 'node1'");

    [Theory]
    [InlineData("{\"version\": 2}", "SW3005")]
    [InlineData("{", "SW3001")]
    [InlineData("null", "SW3001")]
    public void An_invalid_register_file_is_rejected_with_its_problem_code(string text, string code)
    {
        File.WriteAllText(Path.Combine(_folder, "register.json"), text);

        Should.Throw<ClusterException>(() => Open().Read()).Code.Id.ShouldBe(code);
    }

    [Fact]
    public async Task Concurrent_updates_of_the_register_are_not_lost()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(number =>
                    Task.Run(() => Open().UpdateAsync(state => state.WithNode(new RegisteredNode($"n{number}", $"192.0.2.{number}"))))
                )
        );

        Open().Read().Nodes.Count.ShouldBe(20);
    }

    [Fact]
    public void No_sequence_of_changes_puts_a_node_into_two_partitions() =>
        Prop.ForAll<byte[]>(steps =>
            {
                NodeRegistryState state = NodeRegistryState.Empty.WithNode(First).WithNode(Second).WithPartition("a").WithPartition("b");
                foreach (byte step in steps ?? [])
                {
                    state = Applied(state, step);
                }

                state.Partitions.SelectMany(partition => partition.Nodes).ShouldBeUnique();
                state.IdleNodes.Count().ShouldBe(state.Nodes.Count - state.Partitions.Sum(partition => partition.Nodes.Count));
            })
            .QuickCheckThrowOnFailure();

    private static NodeRegistryState Applied(NodeRegistryState state, byte step)
    {
        (string id, string node) = (step % 2 == 0 ? "a" : "b", step % 4 < 2 ? "node1" : "node2");
        try
        {
            return (step / 4 % 4) switch
            {
                0 => state.WithoutMember(id, node),
                1 => state.WithoutNode(node).WithNode(node == "node1" ? First : Second),
                _ => state.WithMember(id, node),
            };
        }
        catch (ClusterException)
        {
            return state;
        }
    }

    private NodeRegistry Open() => new(_folder, LocalFileSystem.Create(), TimeProvider.System);
}
