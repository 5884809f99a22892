namespace Scalewright.Generators.Services;

/// <summary>What a parameter is for.</summary>
public enum ParameterRole
{
    /// <summary>It is sent.</summary>
    Argument,

    /// <summary>A stream that is sent.</summary>
    Items,

    /// <summary>It ends the call.</summary>
    Token,
}
