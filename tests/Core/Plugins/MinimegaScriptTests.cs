namespace Sdk.Tests.Plugins;

// Rules of minimega's commands: pkg/minicli/input.go and cmd/minimega/vmconfiger_cli.go of its repository. "vm config" keeps a
// setting until it is replaced or cleared, "vm config net" without networks shows them, and volumes are a map by path.
public class MinimegaScriptTests
{
    private static readonly AddressBlock Addresses = new(
        new Subnet(new Address(0x0A000000, isV6: false), 24),
        new Address(0x0A000001, isV6: false)
    );

    private static readonly NetworkAttachment Management = new("MGMT", Addresses);

    [Fact]
    public void A_role_without_networks_does_not_inherit_those_of_the_role_before_it()
    {
        ContainerLayout layout = new() { Roles = [Role("a") with { NetworkAttachments = [Management] }, Role("b")] };

        Launches(layout, containers: 4)
            .ShouldBe([
                "vm config hostname n-1-a1",
                "vm config net MGMT",
                "vm launch container n-1-a1",
                "clear vm config net",
                "vm config hostname n-1-b2",
                "vm launch container n-1-b2",
                "vm config hostname n-1-a3",
                "vm config net MGMT",
                "vm launch container n-1-a3",
                "clear vm config net",
                "vm config hostname n-1-b4",
                "vm launch container n-1-b4",
            ]);
    }

    [Fact]
    public void A_role_inherits_no_volumes_of_the_role_before_it_and_keeps_those_of_all_containers()
    {
        ContainerLayout layout = new()
        {
            VolumeMounts = [new VolumeMount("/shared", "/scale/shared")],
            Roles =
            [
                Role("a") with
                {
                    VolumeMounts = [new VolumeMount("/data", "/a"), new VolumeMount("/shared", "/own")],
                },
                Role("b") with
                {
                    VolumeMounts = [new VolumeMount("/data", "/b")],
                },
            ],
        };

        Launches(layout, containers: 3)
            .ShouldBe([
                "vm config volume /shared /scale/shared",
                "vm config hostname n-1-a1",
                "vm config volume /data /a",
                "vm config volume /shared /own",
                "vm launch container n-1-a1",
                "clear vm config volume",
                "vm config volume /shared /scale/shared",
                "vm config hostname n-1-b2",
                "vm config volume /data /b",
                "vm launch container n-1-b2",
                "vm config hostname n-1-a3",
                "vm config volume /data /a",
                "vm config volume /shared /own",
                "vm launch container n-1-a3",
            ]);
    }

    [Fact]
    public void A_volume_of_all_containers_with_placeholders_is_set_for_each_container()
    {
        ContainerLayout layout = new() { VolumeMounts = [new VolumeMount("/data", "/scale/{node}/{number}")], Roles = [Role("a")] };

        Launches(layout, containers: 2)
            .ShouldBe([
                "vm config hostname n-1-a1",
                "vm config volume /data /scale/n-1/1",
                "vm launch container n-1-a1",
                "vm config hostname n-1-a2",
                "vm config volume /data /scale/n-1/2",
                "vm launch container n-1-a2",
            ]);
    }

    [Fact]
    public void Paths_and_networks_with_spaces_are_single_arguments()
    {
        ContainerLayout layout = new()
        {
            VolumeMounts = [new VolumeMount("/my data", "/x#1")],
            Roles =
            [
                Role("a") with
                {
                    VolumeMounts = [new VolumeMount("/it's", "/n {number}")],
                    NetworkAttachments = [new NetworkAttachment("LAN {unit}", Addresses), Management],
                },
            ],
        };

        Launches(layout, containers: 1, new MinimegaScript { NetSpecs = ValueMap<string>.Empty.With("MGMT", "my bridge,MGMT") })
            .ShouldBe([
                "vm config volume \"/my data\" \"/x#1\"",
                "vm config hostname n-1-a1",
                "vm config net \"LAN 1\" \"my bridge,MGMT\"",
                "vm config volume \"/it's\" \"/n 1\"",
                "vm launch container n-1-a1",
            ]);
    }

    [Fact]
    public void A_path_with_a_line_feed_is_rejected_instead_of_adding_a_command()
    {
        const string Path = "/x\nclear vm config";

        Rejects(new ContainerLayout { VolumeMounts = [new VolumeMount(Path, "/x")], Roles = [Role("a")] });
        Rejects(new ContainerLayout { VolumeMounts = [new VolumeMount("/x", Path)], Roles = [Role("a")] });
        Rejects(new ContainerLayout { Roles = [Role("a") with { VolumeMounts = [new VolumeMount(Path, "/x")] }] });
        Rejects(new ContainerLayout { Roles = [Role("a") with { VolumeMounts = [new VolumeMount("/x", Path)] }] });
        Rejects(new ContainerLayout { Roles = [Role("a") with { NetworkAttachments = [new NetworkAttachment(Path, Addresses)] }] });

        static void Rejects(ContainerLayout layout) => Should.Throw<ArgumentException>(() => Launches(layout, containers: 1));
    }

    [Theory]
    [InlineData(@"back\slash", @"""back\\slash""")]
    [InlineData(@"say ""\n""", @"'say ""\\n""'")]
    public void A_backslash_is_escaped(string word, string quoted) => MinimegaScript.Quote(word).ShouldBe(quoted);

    private static ContainerRole Role(string name) => new($"{{node}}-{name}{{number}}");

    /// <summary>Returns the commands that depend on networks and volumes, up to the start of the containers.</summary>
    private static string[] Launches(ContainerLayout layout, int containers, MinimegaScript? script = null)
    {
        NodeSpec node = new("n-1", 1) { ContainerCount = containers };
        NodeGroup group = new("g", "by-hand") { Nodes = [node], ContainerLayout = layout };
        ArrayBufferWriter<byte> buffer = new();
        Utf8Output output = new(buffer);
        Topology topology = Topology.Empty with { Name = "demo", Groups = ValueMap.Empty<NodeGroup>().With("g", group) };
        (script ?? MinimegaScript.Default).Write(new ScriptContext(topology, group, node, ValueMap<string>.Empty), ref output);
        output.Flush();
        string[] lines = Encoding.UTF8.GetString(buffer.WrittenSpan).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.SkipWhile(line => line != "vm config init /init").Skip(1).TakeWhile(line => line != "vm launch")];
    }
}
