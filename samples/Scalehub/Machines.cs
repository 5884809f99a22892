using System.Globalization;
using System.Text.RegularExpressions;
using Scalewright;
using Scalewright.Experiments;
using Scalewright.Experiments.Platforms;

namespace ScalehubSample;

/// <summary>Provisioned consumers, used as machines of experiments whose definition names none.</summary>
internal static partial class Machines
{
    private const string Other = "consumer";

    // Names that strategies use for machines of these types, and the keys for the size of virtual machines.
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["Grid5000"] = "grid5000", ["VMonG5k"] = "vm_grid5000", ["VagrantG5k"] = "vm_grid5000", ["RaspberryPi"] = "pico",
    };

    /// <summary>
    /// Groups equal machines into classes, in the order of the platforms. Keys of a section override the kind
    /// (<c>kind</c>) and specify the size (<c>cores</c>, <c>memory</c> in MiB).
    /// </summary>
    /// <exception cref="VerbException">At least one value is not a number. The message lists all problems.</exception>
    public static ValueList<NodeClass> Of(PlatformFolder folder)
    {
        ProblemList problems = new();
        List<NodeClass> classes = [];
        foreach (PlatformSection section in folder.ReadState())
        {
            NodeClass nodes = Read(section, CountOf(section, folder), problems);
            int known = classes.FindIndex(item => item with { Count = 0 } == nodes with { Count = 0 });
            if (nodes.Count == 0)
            {
                continue;
            }

            if (known < 0)
            {
                classes.Add(nodes);
            }
            else
            {
                classes[known] = nodes with { Count = classes[known].Count + nodes.Count };
            }
        }

        return problems.HasErrors ? throw new VerbException(problems.ToValueList()) : classes.ToValueList();
    }

    /// <summary>Returns the consumers that a section specifies, provisioned or not. Count 0 without a number.</summary>
    /// <param name="problems">Receives problems of kind, cores and memory.</param>
    public static NodeClass Read(PlatformSection section, ProblemList problems)
    {
        ProblemList unread = new();
        section.CheckCount("consumers", unread);
        return Read(section, unread.HasErrors ? 0 : section.GetCount("consumers", 0), problems);
    }

    /// <summary>Name of a platform's machines in experiments.</summary>
    public static string KindOf(PlatformSection section) => section.GetText("kind") ?? Kinds.GetValueOrDefault(section.Type ?? "", Other);

    private static NodeClass Read(PlatformSection section, int count, ProblemList problems)
    {
        string kind = KindOf(section);
        if (!KindForm().IsMatch(kind))
        {
            problems.Add(section.ProblemAt("kind", ProblemCode.InvalidName, $"'{TextEscaping.Escape(kind)}' is not a kind of machine", "use 1 to 32 lower-case letters, digits, '-' and '_', a letter first"));
        }

        NodeClass blank = new(kind, count);
        return blank with { Cores = Whole(section, ["cores", "core_per_vm"], blank.Cores, problems), MemoryMiB = Whole(section, ["memory", "memory_per_vm"], blank.MemoryMiB, problems) };
    }

    /// <summary>Number of consumers in the section, else in the inventory.</summary>
    private static int CountOf(PlatformSection section, PlatformFolder folder)
    {
        if (section.GetText("consumers") is not null || !folder.HasExistingMachines(section))
        {
            return section.GetCount("consumers", 0);
        }

        return ProvisionedHost.Of(folder, section).Count(host => host.Role == ProvisionedHost.Consumer);
    }

    private static int Whole(PlatformSection section, string[] keys, int fallback, ProblemList problems)
    {
        if (keys.FirstOrDefault(key => section.GetText(key) is not null) is not { } key)
        {
            return fallback;
        }

        if (int.TryParse(section.GetText(key)!.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0)
        {
            return number;
        }

        problems.Add(section.ProblemAt(key, ProblemCode.WrongType, $"'{TextEscaping.Escape(section.GetText(key)!)}' is not a whole number from 1", "use 1 or more"));
        return fallback;
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,31}\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex KindForm();
}
