using Scalewright.Topologies;
using Spectre.Console;

namespace Scalewright.Tool;

internal static class PlanTable
{
    private const int Width = 140;

    public static string Write(Topology topology)
    {
        using StringWriter writer = new(CultureInfo.InvariantCulture);
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(writer),
            }
        );
        console.Profile.Width = Width;
        console.WriteLine(topology.ToString());
        console.Write(Groups(topology));
        if (topology.Networks.Count > 0)
        {
            console.Write(Networks(topology));
            console.Write(Links(topology));
        }

        return string.Join('\n', writer.ToString().Split('\n').Select(line => line.TrimEnd())).TrimEnd() + "\n";
    }

    private static Table Groups(Topology topology)
    {
        Table table = Start("group", "plugin", "nodes", "containers", "first node", "last node", "image", "cpu", "memory");
        foreach (NodeGroup group in topology.DeclaredGroups)
        {
            NodeSpec? first = group.Nodes.Count > 0 ? group.Nodes[0] : null;
            NodeSpec? last = group.Nodes.Count > 0 ? group.Nodes[^1] : null;
            Add(
                table,
                group.Name,
                group.Plugin,
                Number(group.Nodes.Count),
                Number(group.ContainerCount),
                first?.Name,
                last?.Name,
                first?.Hardware.Image,
                first?.Hardware.Cpus.ToString(CultureInfo.InvariantCulture),
                first is null ? null : $"{Number(first.Hardware.MemoryMiB)} MiB"
            );
        }

        return table;
    }

    private static Table Networks(Topology topology)
    {
        Table table = Start("network", "range", "gateway", "addresses used");
        foreach (NetworkSpec network in topology.DeclaredNetworks)
        {
            Add(table, network.Name, network.Subnet.ToString(), network.Gateway?.ToString(), Number(network.UsedAddressCount));
        }

        return table;
    }

    private static Table Links(Topology topology)
    {
        Table table = Start("group", "container", "network", "first address", "last address");
        foreach (NodeGroup group in topology.DeclaredGroups)
        {
            ValueList<ContainerRole> roles = group.ContainerLayout.Roles;
            for (int role = 0; role < roles.Count; role++)
            {
                long units = (group.ContainerCount - role + roles.Count - 1) / roles.Count;
                foreach (NetworkAttachment link in roles[role].NetworkAttachments)
                {
                    bool isAny = units > 0;
                    string? first = isAny ? link.Addresses.GetAddress(0).ToString() : null;
                    Add(
                        table,
                        group.Name,
                        roles[role].Name.Text,
                        link.Network.Text,
                        first,
                        isAny ? link.Addresses.GetAddress(units - 1).ToString() : null
                    );
                }
            }
        }

        return table;
    }

    private static Table Start(params string[] columns)
    {
        Table table = new() { Border = TableBorder.Square };
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column)) { NoWrap = true });
        }

        return table;
    }

    private static void Add(Table table, params string?[] cells) =>
        table.AddRow(cells.Select(cell => new Text(TextEscaping.Escape(cell ?? "-"))));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
