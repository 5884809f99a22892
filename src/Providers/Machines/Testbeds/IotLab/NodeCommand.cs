namespace Scalewright.Providers.IotLab;

/// <summary>What boards can be told to do.</summary>
public enum NodeCommand
{
    /// <summary>Power goes on, and what is on the board begins.</summary>
    Start,

    /// <summary>Power goes off.</summary>
    Stop,

    /// <summary>What is on the board begins anew.</summary>
    Reset,
}
