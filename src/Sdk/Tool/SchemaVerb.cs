using System.CommandLine;
using System.Text.Json.Nodes;
using Scalewright.Files;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary><c>scalewright schema [--plugin NAME | --verb VERB] [--out FILE] [--plugins ASSEMBLY.dll]</c>.</summary>
internal static class SchemaVerb
{
    public static Command Create(VerbContext context)
    {
        Option<string> plugin = new("--plugin")
        {
            Description = "Include only the options of this plugin: NAME or NAME@VERSION.",
            HelpName = "NAME",
        };
        Option<string> verbName = new("--verb")
        {
            Description = "Write the schema of the --json output of this verb instead.",
            HelpName = "VERB",
        };
        Option<string> file = new("--out") { Description = "File to write the schema to; default standard output.", HelpName = "FILE" };
        Option<string[]> assemblies = CommandLine.PluginsOption();
        Command verb = new("schema", "Write the JSON schema of profile files, or with --verb of the --json output of a verb.")
        {
            plugin,
            verbName,
            file,
            assemblies,
        };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(verbName) is not { } name)
            {
                return;
            }

            if (!OutputSchemas.Verbs.Contains(name, StringComparer.Ordinal))
            {
                string near = Spelling.FindClosest(name, OutputSchemas.Verbs) is { } verbMeant ? $"did you mean '{verbMeant}'? " : "";
                result.AddError($"--verb: unknown verb '{name}'; {near}use {string.Join(", ", OutputSchemas.Verbs)}");
            }

            if (result.GetResult(plugin) is { Implicit: false } || result.GetResult(assemblies) is { Implicit: false })
            {
                result.AddError("--verb: plugins have no part in it; leave --plugin and --plugins out");
            }
        });
        context.SetAction(verb, result =>
        {
            ProblemList problems = new();
            PluginAssemblies.Load(result.GetValue(assemblies) ?? [], new PluginTrace(), problems);
            string? schema = result.GetValue(verbName) switch
            {
                { } name => OutputSchemas.Write(name),
                _ when problems.HasErrors => null,
                _ => Schema(result.GetValue(plugin), problems),
            };
            string? path = result.GetValue(file);
            if (schema is not null && path is not null)
            {
                Save(path, schema, problems);
            }

            VerbReport report = VerbReport.From(problems.ToValueList());
            if (schema is null || report.ExitCode != ExitCode.Done)
            {
                return report;
            }

            SchemaOutput output = new(path is null ? JsonNode.Parse(schema) : null, path);
            return report.With(output, ToolJson.Default.SchemaOutput) with { Text = path is null ? schema : "" };
        });
        return verb;
    }

    /// <summary>Returns the schema of all plugins or one; null with a problem if it is missing or empty.</summary>
    private static string? Schema(string? plugin, ProblemList problems)
    {
        if (plugin is null)
        {
            return ProfileSchema.Write(ScalePlugins.All);
        }

        string[] parts = plugin.Split('@', 2);
        PluginReference choice = parts.Length == 2 ? new PluginReference(parts[0], parts[1]) : new PluginReference(parts[0]);
        PluginEntry? entry = ScalePlugins.All.Find(choice);
        if (entry is not null && ProfileSchema.WriteOptions(entry) is { } schema)
        {
            return schema;
        }

        problems.Add(
            entry is null
                ? ScalePlugins.All.CreateUnknownProblem(choice)
                : new Problem(
                    ProblemCode.UnknownPlugin,
                    $"{entry} has no options of its own",
                    "leave out --plugin for the schema of the whole file"
                )
        );
        return null;
    }

    /// <summary>Saves the file completely or leaves it unchanged.</summary>
    private static void Save(string path, string schema, ProblemList problems)
    {
        try
        {
            Store(new FileInfo(path), Encoding.UTF8.GetBytes(schema));
        }
        catch (OutputException exception)
        {
            foreach (Problem problem in exception.Problems)
            {
                problems.Add(problem with { Source = path, Field = "" });
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add(
                new Problem(
                    ProblemCode.OutputNotWritable,
                    $"the file cannot be written: {ExceptionText.From(exception, path)}",
                    "check its folder and permissions"
                )
                {
                    Source = path,
                }
            );
        }
    }

    /// <summary>Writes to a device. Replaces any other file, or the target of a link.</summary>
    private static void Store(FileInfo named, byte[] content)
    {
        if (named.FullName.StartsWith("/dev/", StringComparison.Ordinal) || named.FullName.StartsWith("/proc/", StringComparison.Ordinal))
        {
            File.WriteAllBytes(named.FullName, content);
            return;
        }

        FileInfo file = named.Exists && named.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target : named;
        if (Directory.Exists(file.FullName) || file.Directory is not { Exists: true } folder)
        {
            throw new DirectoryNotFoundException();
        }

        OutputFolder.Open(folder.FullName).Write(file.Name, buffer => buffer.Write(content));
    }
}
