using System.Buffers;
using System.Text;
using Scalewright.Documents;

namespace Scalewright.Experiments.Inventories;

/// <summary>An inventory as INI: values are Python literals, and a text that looks like another one stands in quotes inside of quotes.</summary>
internal static class InventoryIni
{
    public static void Write(Inventory inventory, IBufferWriter<byte> buffer)
    {
        StringBuilder text = new();
        HostVarPlaces places = new(inventory);
        WriteHosts(text, places.Loose, places);
        foreach (InventoryGroup group in inventory.Groups)
        {
            text.Append(text.Length == 0 ? "[" : "\n[").Append(group.Name).Append("]\n");
            WriteHosts(text, places.HostsOf(group), places);
            WriteChildren(text, group.Name, group.Children);
            WriteVars(text, group.Name, group.Vars);
        }

        HashSet<string> children = [.. inventory.Groups.SelectMany(group => group.Children)];
        WriteChildren(text, Inventory.All, [.. inventory.Groups.Where(group => group.IsTop && children.Contains(group.Name)).Select(group => group.Name)]);
        WriteVars(text, Inventory.All, inventory.Vars);
        Encoding.UTF8.GetBytes(text.ToString(), buffer);
    }

    private static void WriteHosts(StringBuilder text, ValueList<string> hosts, HostVarPlaces places)
    {
        foreach (string host in hosts)
        {
            DocumentMap vars = places.Take(host);
            ValueList<string> names = [host];
            if (host[0] == '[')
            {
                // At the start of a line a bracket begins a section.
                HostRange.Expand(host, out names);
            }

            foreach (string name in names)
            {
                text.Append(name);
                foreach (DocumentEntry entry in vars)
                {
                    text.Append(' ').Append(entry.Key).Append('=').Append(PythonLiteral.Word(entry.Value));
                }

                text.Append('\n');
            }
        }
    }

    private static void WriteChildren(StringBuilder text, string group, ValueList<string> children)
    {
        if (children.Count == 0)
        {
            return;
        }

        text.Append("\n[").Append(group).Append(":children]\n");
        foreach (string child in children)
        {
            text.Append(child).Append('\n');
        }
    }

    private static void WriteVars(StringBuilder text, string group, DocumentMap vars)
    {
        if (vars.Count == 0)
        {
            return;
        }

        text.Append("\n[").Append(group).Append(":vars]\n");
        foreach (DocumentEntry entry in vars)
        {
            text.Append(entry.Key).Append('=').Append(PythonLiteral.Line(entry.Value)).Append('\n');
        }
    }
}
