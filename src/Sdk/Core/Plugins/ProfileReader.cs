using Scalewright.Documents;
using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>
/// Reads profiles from YAML, JSON or INI: <c>profiles:</c> at the root, or those of the app <c>scale</c> in an
/// experiment. Invalid input is reported as problems and causes no other exceptions.
/// </summary>
public static class ProfileReader
{
    /// <summary>Reads a file. The file name extension selects the format.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Read options. Null: strict.</param>
    /// <example>
    /// Reports all problems of a file:
    /// <code>
    /// ProfileReadResult result = ProfileReader.Read("shop.yaml");
    /// foreach (Problem problem in result.Errors.Concat(result.Warnings))
    /// {
    ///     Console.WriteLine(problem);
    /// }
    /// </code>
    /// </example>
    public static ProfileReadResult Read(string path, ProfileReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ProfileReadOptions chosen = options ?? ProfileReadOptions.Default;
        ProblemList problems = new(path);
        return BoundedFileReader.Read(path, chosen.ReadLimits.MaxBytes, problems) is { } bytes
            ? Read(bytes, Dialect.FromPath(path), chosen, path)
            : new ProfileReadResult([], problems.ToValueList(), path);
    }

    /// <summary>Reads a file and throws if it has errors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Read options. Null: strict.</param>
    /// <returns>The profiles in the order of the file.</returns>
    /// <exception cref="ProfileException">There are errors. The exception carries all problems.</exception>
    /// <example>
    /// Loads the profiles of a file:
    /// <code>
    /// foreach (Profile profile in ProfileReader.Load("shop.yaml"))
    /// {
    ///     Console.WriteLine(profile.Name);
    /// }
    /// </code>
    /// </example>
    public static ValueList<Profile> Load(string path, ProfileReadOptions? options = null) => Read(path, options).GetProfilesOrThrow();

    /// <summary>Reads a text in memory.</summary>
    /// <param name="utf8">The UTF-8 bytes.</param>
    /// <param name="dialect">The format and its rules.</param>
    /// <param name="options">Read options. Null: strict.</param>
    /// <param name="source">Name of the file in messages.</param>
    public static ProfileReadResult Read(ReadOnlyMemory<byte> utf8, Dialect dialect, ProfileReadOptions? options = null, string source = "")
    {
        ProfileReadOptions chosen = options ?? ProfileReadOptions.Default;
        Document document = DocumentReader.Read(utf8, dialect, chosen.ReadLimits, source);
        return document.Root is not { } root
            ? new ProfileReadResult([], document.Problems, source)
            : Collect(root, dialect == Dialect.Ini, chosen, source);
    }

    /// <summary>Reads the profiles of a parsed document.</summary>
    /// <param name="root">The document.</param>
    /// <param name="options">Read options. Null: strict.</param>
    /// <param name="source">Name of the file in messages.</param>
    public static ProfileReadResult FromDocument(DocumentNode root, ProfileReadOptions? options = null, string source = "")
    {
        ArgumentNullException.ThrowIfNull(root);
        return Collect(root, isIni: false, options ?? ProfileReadOptions.Default, source);
    }

    private static ProfileReadResult Collect(DocumentNode root, bool isIni, ProfileReadOptions options, string source)
    {
        ProblemList problems = new(source);
        ProfileCollector set = new(options, problems);
        if (isIni)
        {
            set.AddAll(new IniProfileConverter(problems, options.ReadLimits.MaxDepth).Find((DocumentMap)root));
        }
        else if (ProfileEnvelope.Find(root, problems) is { } profiles)
        {
            set.AddAll(profiles);
        }

        return set.ToResult(source);
    }
}

internal static class ProfileEnvelope
{
    private const string Profiles = "profiles";

    // Editors use "$schema" to find the schema of the file.
    private static readonly string[] Known = [Profiles, "$schema"];

    /// <summary>
    /// Returns the list at the root or of the app <c>scale</c>. Adds a problem and returns null if it is missing.
    /// </summary>
    public static DocumentList? Find(DocumentNode root, ProblemList problems)
    {
        if (root is not DocumentMap map)
        {
            problems.AddError(
                ProblemCode.WrongType,
                root.Position,
                "",
                $"the document is {root.Description}",
                "use a map with the key 'profiles'"
            );
            return null;
        }

        if (!map.TryGetEntry(Profiles, out _) && map.TryGetEntry("spec", out _))
        {
            return FindInExperiment(new FieldReader(map, "", problems));
        }

        FieldReader fields = new(map, "", problems);
        UnknownFieldCheck.Warn(fields, Known);
        return fields.RequireList(Profiles);
    }

    private static DocumentList? FindInExperiment(FieldReader document)
    {
        if (
            document.RequireMap("spec") is not { } spec
            || spec.RequireMap("scenario") is not { } scenario
            || scenario.RequireList("apps") is not { } apps
        )
        {
            return null;
        }

        for (int i = 0; i < apps.Count; i++)
        {
            if (apps[i] is not DocumentMap app)
            {
                document.Problems.AddError(
                    ProblemCode.WrongType,
                    apps[i].Position,
                    $"spec.scenario.apps[{i}]",
                    $"found {apps[i].Description}",
                    "use a map"
                );
                return null;
            }

            if (app["name"] is DocumentScalar { Text: "scale" })
            {
                return new FieldReader(app, $"spec.scenario.apps[{i}]", document.Problems).RequireMap("metadata")?.RequireList(Profiles);
            }
        }

        document.Problems.AddError(
            ProblemCode.MissingField,
            apps.Position,
            "spec.scenario.apps",
            "no app is named 'scale'",
            "add one with metadata.profiles"
        );
        return null;
    }
}
