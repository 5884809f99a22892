using System.CommandLine;

namespace Scalewright.Tool;

/// <summary>Overview of all verbs, the help of the tool.</summary>
internal static class Overview
{
    private const int GroupWidth = 13;
    private const int NameWidth = 10;
    private const int LeftWidth = 36;

    private const string Start = """
        Plan, create, change and remove clusters, and run commands and experiments.
        Usage: scalewright VERB …    'scalewright help VERB' explains a verb.


        """;

    private const string End = """

        Examples:    scalewright apply shop.yaml --provider processes
                     scalewright exec --group web -- uname -r
        Options:     --json, --help, --version
        Exit codes:  0 success, 1 failure, 2 wrong usage, 130 Ctrl+C, 143 SIGTERM

        """;

    private static readonly (string Group, (string Name, string About)[] Verbs)[] Groups =
    [
        (
            "Clusters",
            [
                ("plan", "show what apply would do"),
                ("apply", "create or change one"),
                ("scale", "change a group's size"),
                ("destroy", "remove a cluster"),
                ("status", "nodes and drift"),
                ("list", "all clusters"),
                ("adopt", "rebuild a lost state"),
                ("reap", "abandoned clusters"),
                ("decisions", "why engines scaled"),
                ("watch", "live in a browser"),
            ]
        ),
        ("Nodes", [("exec", "run a command"), ("cp", "copy files"), ("logs", "print or follow logs")]),
        (
            "Experiments",
            [
                ("experiment", "run or continue one"),
                ("report", "results, page"),
                ("export", "write CSV and JSON"),
                ("replay", "repeat runs"),
            ]
        ),
        ("Tests", [("explore", "run many seeds"), ("trace", "what happened")]),
    ];

    /// <summary>Returns the page for the verbs of a command, at most 80 columns wide.</summary>
    public static string Write(Command root)
    {
        string[] verbs = [.. root.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name)];
        string[] grouped = [.. Groups.SelectMany(group => group.Verbs.Select(verb => verb.Name))];
        StringBuilder text = new(Start.ReplaceLineEndings("\n"));
        foreach ((string group, (string Name, string About)[] all) in Groups)
        {
            string title = group;
            foreach ((string Name, string About)[] pair in all.Where(verb => verbs.Contains(verb.Name, StringComparer.Ordinal)).Chunk(2))
            {
                string line = string.Concat(pair.Select(verb => $"{verb.Name.PadRight(NameWidth)} {verb.About}".PadRight(LeftWidth)));
                text.Append(title.PadRight(GroupWidth)).Append(line.TrimEnd()).Append('\n');
                title = "";
            }
        }

        return text.Append("Other".PadRight(GroupWidth))
            .Append(string.Join(", ", verbs.Except(grouped, StringComparer.Ordinal)))
            .Append('\n')
            .Append(End.ReplaceLineEndings("\n"))
            .ToString();
    }
}
