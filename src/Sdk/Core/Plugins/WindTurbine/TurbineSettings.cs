using Scalewright.Topologies;

namespace Scalewright.Plugins.WindTurbine;

/// <summary>The options of a profile in the form in which devices are configured.</summary>
/// <param name="Templates">What devices are configured with.</param>
/// <param name="GroundTruth">Where they record what really happened; null: nowhere.</param>
/// <param name="Helics">The co-simulation; null: none.</param>
internal sealed record TurbineSettings(TurbineTemplates Templates, GroundTruth? GroundTruth, HelicsFederation? Helics)
{
    /// <summary>The settings that options ask for.</summary>
    public static TurbineSettings Of(WindTurbineOptions options)
    {
        TurbineTemplates templates = TurbineTemplates.Of(options.Templates.Default);
        HelicsOptions helics = options.Helics ?? HelicsOptions.Empty;
        return new TurbineSettings(
            templates,
            options.GroundTruthModule?.Elastic is { } elastic ? GroundTruth.Of(elastic) : null,
            helics != HelicsOptions.Empty || templates.HelicsTopic is not null ? HelicsFederation.Of(helics) : null);
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
