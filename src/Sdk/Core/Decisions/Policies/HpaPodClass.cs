namespace Scalewright.Decisions.Policies;

internal enum HpaPodClass
{
    Ignored,
    Unready,
    Missing,
    Ready,
}
