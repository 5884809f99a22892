namespace Scalewright.Profiles;

/// <summary>Thrown when a profile, or a file of profiles, cannot be expanded.</summary>
public sealed class ProfileException : ScalewrightException
{
    internal ProfileException(string subject, ValueList<Problem> problems)
        : base(subject, problems) { }
}
