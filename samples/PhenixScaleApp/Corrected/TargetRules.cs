using System.Globalization;
using System.Text;
using Scalewright;
using Scalewright.Documents;
using Scalewright.Topologies;

namespace PhenixScaleApp.Corrected;

/// <summary>
/// Checks names and numbers against the limits of Linux, Open vSwitch and minimega, which would reject them only when
/// all nodes run.
/// </summary>
internal static class TargetRules
{
    // IFNAMSIZ of linux/if.h is 16 including the zero byte after the name.
    private const int MaxInterfaceNameBytes = 15;

    // IEEE 802.1Q: 0 is not a VLAN, 4095 is reserved.
    private const int MinVlan = 1;
    private const int MaxVlan = 4094;

    // Six bytes in hexadecimal digits, with colons.
    private const int MacLength = 17;

    // Interface that a startup script connects to the bridge (StartupScript).
    private const string NodeInterface = "ens1";

    // 'all' is reserved by minimega (main.go: reserved), 'all' and 'default' by Linux (devinet.c:
    // sysctl_dev_name_is_allowed). The others exist already.
    private static readonly string[] TakenInterfaceNames = ["all", "default", "lo", "ovs-system", NodeInterface];

    // minimega: Wildcard of main.go; DisconnectedVLAN and BlacklistedVLAN of vlans.go.
    private static readonly string[] ReservedNodeNames = ["all"];
    private static readonly string[] ReservedNetworkNames = ["all", "BLACKLISTED", "DISCONNECTED"];

    /// <summary>Checks the names of experiment, nodes, containers and networks, and the VLAN numbers.</summary>
    /// <param name="request">The request, with the path of the profiles.</param>
    /// <param name="view">The document, with the numbers of VLANs.</param>
    public static void Check(Topology topology, ScaleRequest request, ExperimentView view, Positions places, ProblemList problems)
    {
        const string Experiment = "spec.experimentName";
        if (WhyNoInterface(topology.Name) is { } reason)
        {
            problems.AddError(
                ProblemCode.InvalidName,
                places.GetPosition(Experiment),
                Experiment,
                $"the bridge of each node is called '{topology.Name}', and {reason}",
                $"use a name of at most {MaxInterfaceNameBytes} bytes that no interface has");
        }

        foreach (string network in topology.Networks.Keys)
        {
            CheckNetwork(network, request.ProfilesPath, view, places, problems);
        }

        foreach (NodeGroup group in topology.Groups.Values)
        {
            CheckInterfaces(group, topology.Name, problems);
            foreach (NodeSpec node in group.Nodes)
            {
                CheckMachine(node.Name, $"profiles.{group.Name}", problems);
            }

            if (group.Nodes.Count > 0 && group.Nodes[0] is { ContainerCount: > 0 } first)
            {
                foreach (ContainerSpec container in group.GetContainers(first).Take(group.ContainerLayout.Roles.Count))
                {
                    CheckMachine(container.Name, $"profiles.{group.Name}", problems);
                }
            }
        }
    }

    private static void CheckMachine(string name, string field, ProblemList problems)
    {
        if (ReservedNodeNames.Contains(name, StringComparer.Ordinal) || int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            problems.AddError(ProblemCode.InvalidName, default, field, $"minimega takes no machine called '{TextEscaping.Escape(name)}': it stands for other machines there", "use a name that is neither 'all' nor a number");
        }
    }

    private static void CheckNetwork(string network, string profiles, ExperimentView view, Positions places, ProblemList problems)
    {
        if (ReservedNetworkNames.Contains(network, StringComparer.Ordinal))
        {
            problems.AddError(ProblemCode.InvalidName, places.GetPosition(profiles), profiles, $"network '{network}' has a name that minimega reserves", $"use a name other than {string.Join(", ", ReservedNetworkNames)}");
        }

        if (network.All(char.IsAsciiDigit) && !IsVlan(network))
        {
            problems.AddError(ProblemCode.OutOfRange, places.GetPosition(profiles), profiles, $"network '{network}' is not the number of a VLAN", $"use {MinVlan} to {MaxVlan}, or a name");
        }

        foreach ((string path, string? number) in view.VlanNumbers(network))
        {
            if (number is not null && !IsVlan(number))
            {
                problems.AddError(ProblemCode.OutOfRange, places.GetPosition(path), path, $"'{TextEscaping.Escape(number)}' is not a VLAN", $"use {MinVlan} to {MaxVlan}");
            }
        }
    }

    private static void CheckInterfaces(NodeGroup group, string bridge, ProblemList problems)
    {
        NodeHardware? before = null;
        foreach (NodeHardware hardware in group.Nodes.Select(node => node.Hardware))
        {
            if (ReferenceEquals(before, hardware))
            {
                continue;
            }

            before = hardware;
            string path = $"profiles.{group.Name}.node_template.network";
            if (hardware.Network?["interfaces"] is DocumentList interfaces)
            {
                for (int i = 0; i < interfaces.Count; i++)
                {
                    string field = string.Create(CultureInfo.InvariantCulture, $"{path}.interfaces[{i}]");
                    CheckInterface(interfaces[i], hardware.OsType, bridge, field, problems);
                }
            }
            else if (hardware.Network?["interfaces"] is { } other)
            {
                problems.AddError(ProblemCode.WrongType, other.Position, $"{path}.interfaces", $"found {other.Description}", "use a list of maps");
            }
            else if (hardware.Network is { Count: > 0 } network)
            {
                problems.AddWarning(ProblemCode.MissingField, network.Position, path, "it has no interfaces, so the node gets one without a VLAN", "add a list of interfaces");
            }
        }
    }

    private static void CheckInterface(DocumentNode written, string system, string bridge, string field, ProblemList problems)
    {
        if (written is not DocumentMap map)
        {
            problems.AddError(ProblemCode.WrongType, written.Position, field, $"found {written.Description}", "use a map");
            return;
        }

        // phenix joins these parts with commas for minimega, which determines the meaning of a part by its form.
        foreach (string part in (string[])["bridge", "vlan", "mac", "driver"])
        {
            if (map[part] is { } value && WhyNoPart(part, value) is { } found)
            {
                problems.AddError(ProblemCode.WrongType, value.Position, $"{field}.{part}", found, part == "mac" ? "use six bytes with colons, as in 00:16:3e:00:00:01" : "use a text without commas, blanks and quotes");
            }
        }

        // Interface names of other operating systems are free text.
        if (system != "windows" && map["name"] is DocumentScalar { Text.Length: > 0 } name)
        {
            string? reason = name.Text == bridge ? "that is the name of the bridge in this node" : WhyNoInterface(name.Text);
            if (reason is not null && name.Text != NodeInterface)
            {
                problems.AddError(ProblemCode.InvalidName, name.Position, $"{field}.name", $"no interface can be called '{TextEscaping.Escape(name.Text)}': {reason}", $"use another name of at most {MaxInterfaceNameBytes} bytes");
            }
        }

        // phenix itself writes 0 for an interface without a VLAN.
        if (map["vlan"] is DocumentScalar { Text: { Length: > 0 } vlan } scalar && vlan != "0" && long.TryParse(vlan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) && !IsVlan(vlan))
        {
            problems.AddError(ProblemCode.OutOfRange, scalar.Position, $"{field}.vlan", $"'{TextEscaping.Escape(vlan)}' is not a VLAN", $"use {MinVlan} to {MaxVlan}, or the name of one");
        }
    }

    private static string? WhyNoPart(string part, DocumentNode value)
    {
        if (value is not DocumentScalar { Text: var text })
        {
            return $"found {value.Description}";
        }

        bool isWhole = !text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character is ',' or '"' or '\'');
        bool isMac = text.Length == MacLength && text.Select((character, index) => index % 3 == 2 ? character == ':' : char.IsAsciiHexDigit(character)).All(fits => fits);
        return isWhole && (part != "mac" || text.Length == 0 || isMac) ? null : $"minimega does not read '{TextEscaping.Escape(text)}' as a {part}";
    }

    /// <summary>Reason why Linux does not allow the name of an interface; null if it does.</summary>
    private static string? WhyNoInterface(string name)
    {
        int bytes = Encoding.UTF8.GetByteCount(name);
        if (bytes > MaxInterfaceNameBytes)
        {
            return $"it has {bytes} bytes where Linux allows {MaxInterfaceNameBytes}";
        }

        if (TakenInterfaceNames.Contains(name, StringComparer.Ordinal) || name is "." or "..")
        {
            return "that name is reserved or taken in every node";
        }

        return name.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character is '/' or ':')
            ? "blanks, control characters, '/' and ':' are not allowed"
            : null;
    }

    private static bool IsVlan(string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int vlan) && vlan is >= MinVlan and <= MaxVlan;
}
