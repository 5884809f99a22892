namespace Services.Tests;

/// <summary>An enumeration.</summary>
public enum Urgency
{
    None,
    Soon,
    Now = 7,
}
