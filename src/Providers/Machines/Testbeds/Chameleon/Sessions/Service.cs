namespace Scalewright.Providers.Chameleon.Sessions;

/// <summary>A service of a site.</summary>
internal enum Service
{
    Compute,
    Reservation,
    Image,
    Network,
}
