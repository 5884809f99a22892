using PhenixScaleApp.Documents;
using Scalewright;
using Scalewright.Documents;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace PhenixScaleApp.Corrected;

/// <summary>The checked and expanded request of an experiment.</summary>
/// <param name="Profiles">Its profiles.</param>
/// <param name="Topology">Their nodes.</param>
/// <param name="Warnings">Problems that are not errors.</param>
internal sealed record ScalePlan(ScaleRequest Request, ValueList<Profile> Profiles, Topology Topology, ValueList<Problem> Warnings)
{
    /// <summary>Reads and expands the request of a document.</summary>
    /// <param name="isLive">False in a dry run, which accepts some missing values.</param>
    /// <exception cref="RefusedException">The request is invalid. The exception contains all problems.</exception>
    /// <exception cref="ScalewrightException">The profiles cannot be expanded.</exception>
    public static ScalePlan Read(MapValue root, Positions places, bool isLive)
    {
        ProblemList problems = new("stdin");
        ExperimentView view = new(root, problems);
        ScaleRequest request = new RequestReader(view, isLive, places, problems).Read();
        ProfileReadResult result = ReadProfiles(request);
        ProblemList all = Merge(problems, result.Problems.Where(problem => problem.Severity == ProblemSeverity.Error));
        if (!NameRules.IsValidName(request.Name) || result.Problems.Any(problem => problem.Severity == ProblemSeverity.Error))
        {
            CorrectedApp.ThrowIfAny(all);
        }

        Topology topology = Expand(request, result.Profiles, all);
        ContainerCheck.Run(topology, all);
        TargetRules.Check(topology, request, view, places, all);
        if (all.HasErrors)
        {
            throw new RefusedException(all.ToValueList().Select(problem => places.Locate(problem, request.ProfilesPath)).ToValueList());
        }

        IEnumerable<Problem> warnings = all.ToValueList().Concat(result.Problems).Where(problem => problem.Severity != ProblemSeverity.Error);
        return new ScalePlan(request, result.Profiles, topology, warnings.ToValueList());
    }

    /// <summary>The plugins without <c>builtin</c> 3.0.0: in phenix, host names of the latest <c>builtin</c> start with <c>v2-</c>.</summary>
    public static PluginList Plugins { get; } =
        PluginList.Empty.Add(ScalePlugins.All.Entries.Where(entry => entry is not { Name: "builtin", Version: "3.0.0" }));

    private static ProfileReadResult ReadProfiles(ScaleRequest request)
    {
        DocumentMap document = new([new DocumentEntry("profiles", default, request.Profiles)]);
        return ProfileReader.FromDocument(document, new ProfileReadOptions { AllowExternalFiles = true, Plugins = Plugins }, "stdin");
    }

    private static ProblemList Merge(ProblemList problems, IEnumerable<Problem> others)
    {
        foreach (Problem problem in others)
        {
            problems.Add(problem);
        }

        return problems;
    }

    /// <summary>Expands the profiles. Adds the problems of the expansion to those of the request.</summary>
    private static Topology Expand(ScaleRequest request, ValueList<Profile> profiles, ProblemList problems)
    {
        try
        {
            TopologyBuilder builder = Topology.Create(request.Name);
            foreach (Profile profile in profiles)
            {
                builder = builder.AddProfile(profile, Plugins);
            }

            return builder.Build();
        }
        catch (ScalewrightException e) when (problems.HasErrors)
        {
            throw new RefusedException(Merge(problems, e.Problems).ToValueList());
        }
    }
}
