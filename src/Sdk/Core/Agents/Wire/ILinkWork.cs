namespace Scalewright.Agents.Wire;

/// <summary>What a frame gives to do besides reading the next one. Does not throw.</summary>
internal interface ILinkWork
{
    void Run();
}
