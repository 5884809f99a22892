namespace Services.Tests;

public enum Urgency
{
    None,
    Soon,
    Now = 7,
}
