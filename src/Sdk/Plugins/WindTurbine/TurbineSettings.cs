using Scalewright.Topologies;

namespace Scalewright.Plugins.WindTurbine;

/// <summary>The options of a profile in the form in which devices are configured.</summary>
/// <param name="Templates">What devices are configured with.</param>
/// <param name="GroundTruth">Where they record what really happened; null: nowhere.</param>
/// <param name="Helics">The co-simulation; null: none.</param>
internal sealed record TurbineSettings(TurbineTemplates Templates, GroundTruth? GroundTruth, HelicsFederation? Helics)
{
    /// <summary>Reads the options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="problems">Where problems go; null when they were told before.</param>
    public static TurbineSettings Read(WindTurbineOptions options, ProblemList? problems = null)
    {
        ProblemList found = problems ?? new ProblemList();
        TurbineTemplates templates = TurbineTemplates.Read(options.Templates, found);
        HelicsFederation helics = HelicsFederation.Read(options.Helics, found);
        return new TurbineSettings(
            templates,
            GroundTruth.Read(options.GroundTruthModule, found),
            options.Helics.Count > 0 || templates.HelicsTopic is not null ? helics : null);
    }

    /// <summary>The device in a container.</summary>
    /// <param name="profile">Name of the profile.</param>
    /// <param name="container">The container.</param>
    public TurbineDevice Device(string profile, in ContainerSpec container)
    {
        TurbineComponent component = (TurbineComponent)(container.Index % TurbineDevices.Count);
        bool isReached = component == TurbineComponent.MainController && container.Role.Links.Count > 1;
        return new TurbineDevice(component, container.Unit + 1, $"{profile}-{container.Unit + 1}")
        {
            Templates = Templates,
            GroundTruth = GroundTruth,
            Helics = Helics,
            ExternalAddress = isReached ? container.AddressOn(0).ToString() : null,
        };
    }
}
