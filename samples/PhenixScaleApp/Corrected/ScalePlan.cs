using PhenixScaleApp.Documents;
using Scalewright;
using Scalewright.Documents;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace PhenixScaleApp.Corrected;

/// <summary>What an experiment asks of the app, checked and expanded.</summary>
/// <param name="Request">What is written.</param>
/// <param name="Profiles">Its profiles.</param>
/// <param name="Topology">Their nodes.</param>
/// <param name="Warnings">What is odd, but no error.</param>
internal sealed record ScalePlan(ScaleRequest Request, ValueList<Profile> Profiles, Topology Topology, ValueList<Problem> Warnings)
{
    /// <summary>Reads and expands what a document asks for.</summary>
    /// <param name="root">The document.</param>
    /// <param name="places">Knows where its values stand.</param>
    /// <param name="isLive">True when what is missing is an error, as nothing stands in for it.</param>
    /// <exception cref="RefusedException">Something is wrong; all of it is told.</exception>
    /// <exception cref="ScalewrightException">The profiles cannot be expanded.</exception>
    public static ScalePlan Read(MapValue root, Places places, bool isLive)
    {
        ProblemList problems = new("stdin");
        ScaleRequest request = new RequestReader(new ExperimentView(root, problems), isLive, places, problems).Read();
        ProfileReadResult result = ReadProfiles(request, problems);
        CorrectedApp.ThrowIfAny(problems);
        Topology topology = Expand(request, result.Profiles);
        ContainerCheck.Run(topology, problems);
        if (problems.HasErrors)
        {
            throw new RefusedException(problems.ToValueList().Select(problem => places.Locate(problem, request.ProfilesPath)).ToValueList());
        }

        return new ScalePlan(request, result.Profiles, topology, result.Problems.Where(problem => problem.Severity != ProblemSeverity.Error).ToValueList());
    }

    private static ProfileReadResult ReadProfiles(ScaleRequest request, ProblemList problems)
    {
        DocumentMap document = new([new DocumentEntry("profiles", default, request.Profiles)]);
        ProfileReadResult result = ProfileReader.FromDocument(document, new ProfileReadOptions { AllowExternalFiles = true }, "stdin");
        foreach (Problem problem in result.Problems.Where(problem => problem.Severity == ProblemSeverity.Error))
        {
            problems.Add(problem);
        }

        return result;
    }

    private static Topology Expand(ScaleRequest request, ValueList<Profile> profiles)
    {
        TopologyBuilder builder = Topology.Create(request.Name);
        foreach (Profile profile in profiles)
        {
            builder = builder.AddProfile(profile);
        }

        return builder.Build();
    }
}
