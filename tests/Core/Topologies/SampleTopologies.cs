using Scalewright.Plugins.BuiltIn;

namespace Sdk.Tests.Topologies;

/// <summary>Topologies for tests: from profiles, and random ones with text that is difficult to write.</summary>
internal static class SampleTopologies
{
    public static PluginList Plugins { get; } = PluginList.Empty.Add(new PluginEntry("builtin", "3.0.0", () => new BuiltInPlugin()));

    public static Gen<string> Text { get; } =
        Gen.OneOf(
            Gen.Elements(
                "",
                "no",
                "yes",
                "y",
                "on",
                "~",
                "null",
                "010",
                "0x1F",
                "1:30",
                "1e3",
                ".inf",
                "- a",
                "a: b",
                "a #b",
                "'",
                "\"",
                "\\",
                "\n",
                "\r\n",
                "\t",
                " x ",
                "{a}",
                "[a]",
                "<<",
                "=",
                "&a",
                "*a",
                "!a",
                "%a",
                "@a",
                "`a`",
                "2020-01-01",
                "ü",
                "日本",
                "\U0001F600",
                "\u0007",
                "\u0085",
                "\u2028",
                "\ufeff",
                "\u00a0",
                "<b>&"
            ),
            Gen.Choose(1, 0xD7FF).Select(code => (char)code).ArrayOf(5).Select(codes => new string(codes))
        );

    private static readonly Gen<DocumentNode> Foreign = Gen.Elements<DocumentNode>(
        new DocumentScalar(ScalarKind.Integer, "010"),
        new DocumentScalar(ScalarKind.Integer, "7"),
        new DocumentScalar(ScalarKind.Number, ".inf"),
        new DocumentScalar(ScalarKind.Number, "1.50"),
        new DocumentScalar(ScalarKind.Number, "1e3"),
        new DocumentScalar(ScalarKind.Boolean, "TRUE"),
        new DocumentScalar(ScalarKind.Boolean, "false"),
        new DocumentScalar(ScalarKind.Null, "~"),
        new DocumentScalar(ScalarKind.Null, ""),
        new DocumentScalar(ScalarKind.Null, "null"),
        new DocumentScalar(ScalarKind.Text, "no"),
        new DocumentList([]),
        new DocumentMap([new DocumentEntry("$map", default, new DocumentScalar(ScalarKind.Text, "x"))]),
        new DocumentMap([
            new DocumentEntry("interfaces", default, new DocumentList([DocumentMap.Empty, new DocumentScalar(ScalarKind.Null, "")])),
        ])
    );

    public static Arbitrary<Topology> Any { get; } = Gen.OneOf(FromProfiles(), ByHand()).ToArbitrary();

    public static Topology Expand(ProfileBuilder profile) => Topology.Create("demo").AddProfile(profile.Build(), Plugins).Build();

    private static Gen<Topology> FromProfiles() =>
        from containers in Gen.Choose(0, 60)
        from perNode in Gen.Choose(1, 18)
        from networks in Gen.Choose(0, 2)
        from isV6 in Gen.Elements(true, false)
        select Topology
            .Create("demo")
            .AddProfile(Describe("web", containers, perNode, networks, isV6), Plugins)
            .AddProfile(Describe("data", containers / 2, perNode, networks, isV6), Plugins)
            .Build();

    private static Profile Describe(string name, int containers, int perNode, int networks, bool isV6)
    {
        ProfileBuilder profile = Profile
            .Create(name)
            .WithHostnamePrefix(name)
            .WithContainerCount(containers)
            .WithContainersPerNode(perNode)
            .WithLabel("tier", name);
        profile =
            networks > 0
                ? profile.AddNetwork("MGMT", isV6 ? "fd00::/64" : "10.0.0.0/16").WithContainer(box => box with { Gateway = "MGMT" })
                : profile;
        return (networks > 1 ? profile.AddNetwork("CTRL", "172.16.0.5/22") : profile).Build();
    }

    private static Gen<Topology> ByHand() =>
        from plugin in Text
        from nodes in Node().ArrayOf(6)
        from rootFs in Text
        from isFixed in Gen.Elements(true, false)
        select Topology
            .Create("demo")
            .AddGroup(
                new NodeGroup("by-hand", plugin)
                {
                    Labels = ValueMap.Empty<string>().With("a", rootFs).With(rootFs, "b"),
                    Nodes = nodes
                        .Select((node, i) => node with { Name = $"{node.Name}-{(i % 2 == 0 ? i + 1 : 7 * i):000}", Number = i + 1 })
                        .ToValueList(),
                    ContainerLayout = new ContainerLayout
                    {
                        RootFs = rootFs,
                        Roles =
                        [
                            new ContainerRole("{node}-c{number:000}")
                            {
                                NetworkAttachments = [new NetworkAttachment("wtg-{unit}", Block(isFixed))],
                                VolumeMounts = [new VolumeMount("/etc", "/x/{number}")],
                            },
                        ],
                    },
                }
            )
            .Build();

    private static AddressBlock Block(bool isFixed)
    {
        Subnet subnet = new(new Address(0x0A870107, isV6: false), 24);
        return new AddressBlock(subnet, subnet.Base) { IsFixed = isFixed, Reserved = subnet.LastUsable };
    }

    private static Gen<NodeSpec> Node() =>
        from name in Gen.Elements("n", "n", "other")
        from image in Text
        from foreign in Foreign
        from label in Text
        from commands in Text.ArrayOf(2)
        from containers in Gen.Choose(0, 3)
        from isPlain in Gen.Elements(true, true, false)
        from cloud in Gen.Elements("", "hotel")
        from health in Gen.Elements(NodeHealth.Healthy, NodeHealth.Healthy, NodeHealth.Failed)
        select isPlain
            ? new NodeSpec(name, 0) { ContainerCount = 2 }
            : new NodeSpec(name, 0)
            {
                ContainerCount = containers,
                Cloud = cloud,
                Health = health,
                FirstContainerIndex = containers * 5,
                Hardware = new NodeHardware
                {
                    Image = image,
                    StartDelay = foreign,
                    Network = foreign as DocumentMap,
                },
                Labels = ValueMap.Empty<string>().With("a", label).With(label, "b"),
                Annotations = ValueMap.Empty<string>().With("c", image),
                StartupCommands = commands.ToValueList(),
                StartupScripts = commands.ToValueList(),
                Files = [new FileInjection(image, label)],
            };
}
