namespace Scalewright.Plugins.WindTurbine;

/// <summary>A device of a turbine; the numbers are the order of its containers.</summary>
public enum TurbineComponent
{
    /// <summary>Decides; the one device that the outside reaches.</summary>
    MainController,

    /// <summary>Measures the weather.</summary>
    SignalConverter,

    /// <summary>Turns the nacelle.</summary>
    YawController,

    /// <summary>First blade.</summary>
    Blade1,

    /// <summary>Second blade.</summary>
    Blade2,

    /// <summary>Third blade.</summary>
    Blade3,
}
