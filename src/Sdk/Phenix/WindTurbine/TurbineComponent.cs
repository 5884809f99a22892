namespace Scalewright.Plugins.WindTurbine;

/// <summary>Device of a turbine; the values are the order of its containers.</summary>
public enum TurbineComponent
{
    /// <summary>Controls the turbine; the only device that is reachable from outside.</summary>
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
