using Scalewright.Documents;

namespace Scalewright.Plugins;

/// <summary>Finds the list of profiles in a document.</summary>
internal static class ProfileEnvelope
{
    private const string Profiles = "profiles";

    // "$schema" names the schema of the file for editors.
    private static readonly string[] Known = [Profiles, "$schema"];

    /// <summary>The list at the root, or that of the app <c>scale</c>; null and a problem when there is none.</summary>
    public static DocumentList? Find(DocumentNode root, ProblemList problems)
    {
        if (root is not DocumentMap map)
        {
            problems.AddError(ProblemCode.WrongType, root.Spot, "", $"the document is {root.Kind}", "use a map with the key 'profiles'");
            return null;
        }

        if (!map.TryGet(Profiles, out _) && map.TryGet("spec", out _))
        {
            return FindInExperiment(new FieldReader(map, "", problems));
        }

        FieldReader fields = new(map, "", problems);
        UnknownFields.Warn(fields, Known);
        return fields.RequireList(Profiles);
    }

    private static DocumentList? FindInExperiment(FieldReader document)
    {
        if (document.RequireMap("spec") is not { } spec
            || spec.RequireMap("scenario") is not { } scenario
            || scenario.RequireList("apps") is not { } apps)
        {
            return null;
        }

        for (int i = 0; i < apps.Count; i++)
        {
            if (apps[i] is not DocumentMap app)
            {
                document.Problems.AddError(ProblemCode.WrongType, apps[i].Spot, $"spec.scenario.apps[{i}]", $"found {apps[i].Kind}", "use a map");
                return null;
            }

            if (app["name"] is DocumentScalar { Text: "scale" })
            {
                return new FieldReader(app, $"spec.scenario.apps[{i}]", document.Problems).RequireMap("metadata")?.RequireList(Profiles);
            }
        }

        document.Problems.AddError(ProblemCode.MissingField, apps.Spot, "spec.scenario.apps", "no app is named 'scale'", "add one with metadata.profiles");
        return null;
    }
}
