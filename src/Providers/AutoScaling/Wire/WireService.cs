namespace Scalewright.Providers.AutoScaling.Wire;

/// <summary>The two services that share the endpoint. Requests say which by their version, never by the host.</summary>
internal enum WireService
{
    /// <summary>AutoScaling, version 2011-01-01.</summary>
    AutoScaling,

    /// <summary>EC2, any version.</summary>
    Ec2,
}
