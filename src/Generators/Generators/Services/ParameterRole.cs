namespace Scalewright.Generators.Services;

/// <summary>Role of a parameter.</summary>
internal enum ParameterRole
{
    /// <summary>Value that is sent.</summary>
    Argument,

    /// <summary>Stream that is sent.</summary>
    Items,

    /// <summary>Cancels the call.</summary>
    Token,
}
