namespace Loopback.Minimega.Machines;

internal enum ConfigKind
{
    Text,
    Unsigned,
    Signed,
    List,
    Map,
}
