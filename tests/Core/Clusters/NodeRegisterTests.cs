using Scalewright.Clusters.Registering;
using Scalewright.Clusters.Selecting;

namespace Sdk.Tests.Clusters;

// Corrections of vt_cluster's register: section 1 of its behavior, "Default mode".
public sealed class NodeRegisterTests : IDisposable
{
    private static readonly RegisteredNode First = new("node1", "192.0.2.1") { Tag = "x" };
    private static readonly RegisteredNode Second = new("node2", "192.0.2.2");

    private readonly string _folder = Directory.CreateTempSubdirectory("register").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Members_survive_a_program()
    {
        await Open().ChangeAsync(state => state.With(First).With(Second).WithPartition("a", "node2"));

        RegisterState found = Open().Read();

        found.Nodes.ShouldBe([First, Second]);
        found.Idle.ShouldBe([First]);
        found.FindByTag("x").ShouldBe(First);
        found.Partitions.Single().ShouldBe(new RegisteredPartition("a", ["node2"]));
    }

    [Fact]
    public async Task What_is_registered_of_a_node_survives_a_program_with_its_types()
    {
        ValueMap<FactValue> parameters = ValueMap<FactValue>.Empty
            .With("rack", FactValue.Of(7.5)).With("disks", FactValue.OfList("sda", "sdb")).With("spare", FactValue.Of(true)).With("note", FactValue.Of("8")).With("owner", FactValue.Nothing);
        await Open().ChangeAsync(state => state.With(First with { Parameters = parameters }).With(Second));

        Open().Read().Nodes.ShouldBe([First with { Parameters = parameters }, Second]);
        string text = string.Concat(File.ReadAllText(Path.Combine(_folder, "register.json")).Where(character => !char.IsWhiteSpace(character)));
        text.ShouldContain("""{"name":"node1","address":"192.0.2.1","tag":"x","parameters":{"disks":["sda","sdb"],"note":"8","owner":null,"rack":7.5,"spare":true}}""");
        text.ShouldContain("""{"name":"node2","address":"192.0.2.2","tag":""}""");
    }

    [Fact]
    public async Task A_node_of_a_partition_is_refused_to_another_and_nothing_is_taken()
    {
        await Open().ChangeAsync(state => state.With(First).With(Second).WithPartition("a", "node2"));

        ClusterException refused = await Should.ThrowAsync<ClusterException>(() => Open().ChangeAsync(state => state.WithPartition("b", "node1", "node2")));

        refused.Message.ShouldContain("node_busy: 'node2' belongs to partition 'a'");
        Open().Read().Idle.ShouldBe([First]);
    }

    [Theory]
    [InlineData("""{"version":-5}""", "version -5")]
    [InlineData("""{"version":1,"nodes":[null]}""", "no name")]
    [InlineData("""{"version":1,"nodes":[{"name":null,"address":"a"}]}""", "no name")]
    [InlineData("""{"version":1,"nodes":[{"name":"n","address":"a","parameters":{"p":{}}}]}""", "a fact is null, true")]
    [InlineData("""{"version":1,"nodes":[{"name":"n","address":"a"},{"name":"n","address":"b"}]}""", "two nodes have the name 'n'")]
    [InlineData("""{"version":1,"nodes":[{"name":"n","address":"a"}],"partitions":{"p":null}}""", "partition 'p'")]
    [InlineData("""{"version":1,"nodes":[{"name":"n","address":"a"}],"partitions":{"p":["m"]}}""", "partition 'p'")]
    [InlineData("""{"version":1,"nodes":[{"name":"n","address":"a"}],"partitions":{"p":["n"],"q":["n"]}}""", "node 'n'")]
    public async Task A_damaged_register_is_named_and_left_as_it_is(string text, string named)
    {
        string file = Path.Combine(_folder, "register.json");
        File.WriteAllText(file, text);

        ClusterException refused = await Should.ThrowAsync<ClusterException>(() => Open().ChangeAsync(state => state.With(Second)));

        refused.Code.ShouldBe(ProblemCode.StateCorrupt);
        refused.Message.ShouldContain(named);
        File.ReadAllText(file).ShouldBe(text);
    }

    [Fact]
    public async Task Cleaning_up_always_empties()
    {
        await Open().ChangeAsync(state => state.With(First));

        await Open().CleanUpAsync();

        Open().Read().ShouldBe(RegisterState.Empty);
    }

    [Fact]
    public void A_node_that_is_taken_out_leaves_its_partition()
    {
        RegisterState state = RegisterState.Empty.With(First).WithPartition("a", "node1").Without("node1");

        state.Partitions.Single().Nodes.ShouldBeEmpty();
    }

    [Fact]
    public void Two_nodes_cannot_have_one_address() =>
        Should.Throw<ClusterException>(() => RegisterState.Empty.With(First).With(Second with { Address = First.Address })).Message.ShouldContain("'192.0.2.1' is the address of node 'node1'");

    [Theory]
    [InlineData("{\"version\": 2}", "SW3005")]
    [InlineData("{", "SW3001")]
    [InlineData("null", "SW3001")]
    public void A_file_that_is_no_register_is_named(string text, string code)
    {
        File.WriteAllText(Path.Combine(_folder, "register.json"), text);

        Should.Throw<ClusterException>(() => Open().Read()).Code.Id.ShouldBe(code);
    }

    [Fact]
    public async Task Programs_that_change_it_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(() =>
            Open().ChangeAsync(state => state.With(new RegisteredNode($"n{number}", $"192.0.2.{number}"))))));

        Open().Read().Nodes.Count.ShouldBe(20);
    }

    [Fact]
    public void No_sequence_of_changes_puts_a_node_into_two_partitions() => Prop.ForAll<byte[]>(steps =>
    {
        RegisterState state = RegisterState.Empty.With(First).With(Second).WithPartition("a").WithPartition("b");
        foreach (byte step in steps ?? [])
        {
            state = Applied(state, step);
        }

        state.Partitions.SelectMany(partition => partition.Nodes).ShouldBeUnique();
        state.Idle.Count().ShouldBe(state.Nodes.Count - state.Partitions.Sum(partition => partition.Nodes.Count));
    }).QuickCheckThrowOnFailure();

    private static RegisterState Applied(RegisterState state, byte step)
    {
        (string id, string node) = (step % 2 == 0 ? "a" : "b", step % 4 < 2 ? "node1" : "node2");
        try
        {
            return (step / 4 % 4) switch
            {
                0 => state.WithoutMember(id, node),
                1 => state.Without(node).With(node == "node1" ? First : Second),
                _ => state.WithMember(id, node),
            };
        }
        catch (ClusterException)
        {
            return state;
        }
    }

    private NodeRegister Open() => new(_folder, LocalFileSystem.Create(), TimeProvider.System);
}
