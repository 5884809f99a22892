namespace Scalewright.Providers.AutoScaling;

/// <summary>Services of an endpoint. Requests select a service by version, never by host.</summary>
public enum QueryService
{
    /// <summary>AutoScaling, version 2011-01-01.</summary>
    AutoScaling,

    /// <summary>EC2, version 2016-11-15.</summary>
    Ec2,
}
