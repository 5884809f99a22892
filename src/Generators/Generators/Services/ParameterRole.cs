namespace Scalewright.Generators.Services;

/// <summary>Role of a parameter.</summary>
public enum ParameterRole
{
    /// <summary>Value that is sent.</summary>
    Argument,

    /// <summary>Stream that is sent.</summary>
    Items,

    /// <summary>Cancels the call.</summary>
    Token,
}
