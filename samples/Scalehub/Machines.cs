using System.Globalization;
using System.Text.RegularExpressions;
using Scalewright;
using Scalewright.Experiments;
using Scalewright.Experiments.Platforms;

namespace ScalehubSample;

/// <summary>The consumers of what is provisioned, as machines of an experiment whose definition names none.</summary>
internal static partial class Machines
{
    private const string Other = "consumer";

    // The words that strategies have for machines of these types, and the keys that say how large virtual ones are.
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["Grid5000"] = "grid5000", ["VMonG5k"] = "vm_grid5000", ["VagrantG5k"] = "vm_grid5000", ["RaspberryPi"] = "pico",
    };

    /// <summary>A class for machines of one kind that are alike, in the order of the platforms. Key <c>kind</c> of a section names another kind, <c>cores</c> and <c>memory</c> (MiB) say what a machine has.</summary>
    /// <exception cref="VerbException">Numbers are none: all of them are told.</exception>
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

    /// <summary>The consumers of a platform that its section speaks of, whether it is provisioned or not; none where it does not say how many.</summary>
    /// <param name="section">The section.</param>
    /// <param name="problems">Where what is wrong with kind, cores and memory goes.</param>
    public static NodeClass Read(PlatformSection section, ProblemList problems)
    {
        ProblemList unread = new();
        section.CheckCount("consumers", unread);
        return Read(section, unread.HasErrors ? 0 : section.Count("consumers", 0), problems);
    }

    /// <summary>What machines of a platform are called in experiments.</summary>
    public static string KindOf(PlatformSection section) => section.Text("kind") ?? Kinds.GetValueOrDefault(section.Type ?? "", Other);

    private static NodeClass Read(PlatformSection section, int count, ProblemList problems)
    {
        string kind = KindOf(section);
        if (!KindForm().IsMatch(kind))
        {
            problems.Add(section.ProblemAt("kind", ProblemCode.InvalidName, $"'{Printable.Escape(kind)}' is no kind of machine", "use 1 to 32 lower-case letters, digits, '-' and '_', a letter first"));
        }

        NodeClass blank = new(kind, count);
        return blank with { Cores = Whole(section, ["cores", "core_per_vm"], blank.Cores, problems), MemoryMiB = Whole(section, ["memory", "memory_per_vm"], blank.MemoryMiB, problems) };
    }

    /// <summary>Where the section does not say how many consumers there are, the inventory does.</summary>
    private static int CountOf(PlatformSection section, PlatformFolder folder)
    {
        if (section.Text("consumers") is not null || !folder.KeepsMachines(section))
        {
            return section.Count("consumers", 0);
        }

        return ProvisionedHost.Of(folder, section).Count(host => host.Role == ProvisionedHost.Consumer);
    }

    private static int Whole(PlatformSection section, string[] keys, int fallback, ProblemList problems)
    {
        if (keys.FirstOrDefault(key => section.Text(key) is not null) is not { } key)
        {
            return fallback;
        }

        if (int.TryParse(section.Text(key)!.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0)
        {
            return number;
        }

        problems.Add(section.ProblemAt(key, ProblemCode.WrongType, $"'{Printable.Escape(section.Text(key)!)}' is no whole number from 1", "use 1 or more"));
        return fallback;
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,31}\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex KindForm();
}
